//! What somebody in charge said about single people.

use super::table;
use crate::console::words::moment;
use muster_core::departure::Order;
use muster_core::person::Link;

/// Orders in the order given: about whom, what, by whom and why, until when.
pub(crate) fn orders(orders: &[Order], links: &[Link]) -> String {
    if orders.is_empty() {
        return "Nothing was said about anybody.\n".into();
    }
    let name = |order: &Order| {
        let link = links.iter().find(|link| link.person == order.person);
        link.map_or_else(|| order.person.to_string(), |link| link.display_name.clone())
    };
    let rows: Vec<Vec<String>> = orders.iter().map(|order| row(name(order), order)).collect();
    table(&["person", "is told to", "by", "since", "until", "because"], &rows)
}

fn row(name: String, order: &Order) -> Vec<String> {
    vec![
        name,
        order.demand.word().into(),
        order.by.clone(),
        moment(order.at),
        order.until.map_or_else(|| "it is lifted".into(), moment),
        order.reason.clone(),
    ]
}
