# Short names for what CONTRIBUTING.md tells; every recipe is a plain command.

# Lists the recipes.
default:
    @just --list

# Everything that is checked before a merge.
ci:
    .ci/run

# HashiCorp's own HCL parser, which the tests compare ours with.
oracle:
    npm ci --prefix tests/oracle

test *filter:
    cargo test {{filter}}

# Every mutant of the catalog's guardrails put to the modules' tests, and the score.
mutants *words:
    cargo run --quiet -- --catalog catalog vet --all {{words}}

# What the resolver makes of requests in developers' words; PAVE_SHOW_HELD_OUT=1 shows all rows.
intents:
    cargo test --test it -- --nocapture intents::the_report

# Format and lints.
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings

fmt:
    cargo fmt

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# Rewrites the pages of docs/ that are made from code, and the output shown on the others.
update-docs:
    PAVE_UPDATE_DOCS=1 cargo test --test it docs

# Licences, advisories and banned crates of the dependency tree.
deny:
    cargo deny --version || cargo install cargo-deny --version 0.20.2 --locked
    cargo deny check

bench *filter:
    cargo bench {{filter}}

# `pave new` beside copier, cookiecutter and cargo-generate.
peers *runs:
    benches/peers.sh {{runs}}

# A fuzz target, parse, format, evaluate or judge, until it finds something; needs nightly and cargo-fuzz.
fuzz target="parse":
    cargo +nightly fuzz run {{target}}

# The binary as it is shipped: target/dist/pave.
dist:
    cargo build --profile dist
