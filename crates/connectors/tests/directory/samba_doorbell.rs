pub(crate) async fn rings(_dc: &crate::samba::SambaDc) {}
