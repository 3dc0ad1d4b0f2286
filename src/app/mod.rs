//! Every operation once, a file each.
