pub(crate) async fn the_matrix(_dc: &crate::samba::SambaDc) {}
