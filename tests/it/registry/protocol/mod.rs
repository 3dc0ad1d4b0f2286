//! The module registry protocol, point by point as real clients need it.

mod checklist;
