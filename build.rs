//! Has the program built again when a file of the embedded catalog comes or goes.

fn main() {
    println!("cargo::rerun-if-changed=catalog");
}
