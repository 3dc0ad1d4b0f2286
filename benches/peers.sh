#!/usr/bin/env bash
# `pave new` beside copier, cookiecutter and cargo-generate: a service of a dozen files, its
# answers given, each as a whole process, into a fresh folder each time.
#
#   benches/peers.sh [RUNS]        30 runs of each when left out
#
# copier and cookiecutter are installed, pinned, under target/peers. cargo-generate is the one that
# PEERS_CARGO_GENERATE names, the one on the PATH, or one built under target/peers (20 minutes).
# PEERS_PAVE names another pave than target/release/pave, which is built first.
#
# The peers fill the same template with the same ten answers and write the same bytes, which is
# checked. pave decides, wires, type-checks, renders and reads back what it writes. The tools take
# turns, so that all of them meet the same load.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-30}
home=$PWD/target/peers
mkdir -p "$home"

copier_version=9.19.1
cookiecutter_version=2.7.1
cargo_generate_version=0.23.3

venv=$home/venv
if [ ! -x "$venv/bin/copier" ] || [ ! -x "$venv/bin/cookiecutter" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check \
    "copier==$copier_version" "cookiecutter==$cookiecutter_version"
fi

cargo_generate=${PEERS_CARGO_GENERATE:-$(command -v cargo-generate || true)}
if [ -z "$cargo_generate" ]; then
  cargo_generate=$home/bin/cargo-generate
  [ -x "$cargo_generate" ] ||
    cargo install cargo-generate --version "$cargo_generate_version" --locked --root "$home"
fi

pave=${PEERS_PAVE:-}
if [ -z "$pave" ]; then
  cargo build --release --quiet
  pave=$PWD/target/release/pave
fi

# One template in three notations: @name@ becomes what each tool replaces.
template=$home/template
rm -rf "$template"
mkdir -p "$template"/{tests,.github/workflows}
(
  cd "$template"
  cat >versions.tf <<'TF'
terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "@provider_version@"
    }
  }
}
TF
  cat >backend.tf <<'TF'
terraform {
  backend "s3" {
    bucket = "@state_bucket@"
    key    = "@service@/@environment@.tfstate"
    region = "@region@"
  }
}
TF
  cat >providers.tf <<'TF'
provider "aws" {
  region = "@region@"

  default_tags {
    tags = {
      service     = "@service@"
      environment = "@environment@"
      owner       = "@owner@"
    }
  }
}
TF
  cat >variables.tf <<'TF'
variable "image" {
  description = "Container image of @service@."
  type        = string
  default     = "@image@"
}

variable "desired_count" {
  description = "How many tasks run."
  type        = number
  default     = @desired_count@
}
TF
  cat >locals.tf <<'TF'
locals {
  name = "@service@-@environment@"
}
TF
  cat >main.tf <<'TF'
module "network" {
  source  = "@registry@/platform/network/aws"
  version = "@module_version@"

  name = local.name
}

module "database" {
  source  = "@registry@/platform/postgres/aws"
  version = "@module_version@"

  name       = "${local.name}-database"
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.isolated_subnet_ids
}

module "api" {
  source  = "@registry@/platform/container-service/aws"
  version = "@module_version@"

  name          = local.name
  image         = var.image
  desired_count = var.desired_count
  vpc_id        = module.network.vpc_id
  subnet_ids    = module.network.private_subnet_ids
  environment   = { DATABASE_HOST = module.database.host }
}
TF
  cat >outputs.tf <<'TF'
output "url" {
  description = "Where @service@ answers."
  value       = module.api.url
}
TF
  cat >terraform.tfvars <<'TF'
image         = "@image@"
desired_count = @desired_count@
TF
  cat >tests/service.tftest.hcl <<'TF'
mock_provider "aws" {}

run "plans" {
  command = plan

  assert {
    condition     = output.url != ""
    error_message = "@service@ has no address."
  }
}
TF
  cat >.github/workflows/terraform.yml <<'YAML'
name: terraform @service@
on:
  pull_request:
permissions:
  contents: read
jobs:
  plan:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: terraform init -backend=false
      - run: terraform validate
YAML
  echo "* @owner@" >CODEOWNERS
  cat >README.md <<'MD'
# @service@

Owned by @owner@, in @region@. `terraform init && terraform plan` needs no flag.
MD
)
# What is in terraform.yml but no placeholder.
fill() { sed -E "s/@(provider_version|state_bucket|service|environment|region|owner|image|desired_count|registry|module_version)@/$1/g"; }
notation() {
  local to=$1 pattern=$2 suffix=$3 file
  (cd "$template" && find . -type f) | while read -r file; do
    mkdir -p "$to/$(dirname "$file")"
    fill "$pattern" <"$template/$file" >"$to/$file$suffix"
  done
}

answers=(
  service=payments environment=dev region=eu-west-1 owner=team-payments
  image=registry.acme.example/payments:1.4.2 desired_count=2
  provider_version=6.62.0 module_version=1.0.0 state_bucket=acme-terraform-state
  registry=registry.acme.example
)
peers=$home/templates
rm -rf "$peers"
mkdir -p "$peers/copier" "$peers/cookiecutter" "$peers/cargo-generate"

notation "$peers/copier" '{{ \1 }}' .jinja
for answer in "${answers[@]}"; do
  printf '%s:\n  type: str\n' "${answer%%=*}" >>"$peers/copier/copier.yml"
  printf '%s: "%s"\n' "${answer%%=*}" "${answer#*=}" >>"$peers/copier-answers.yml"
done

notation "$peers/cookiecutter/{{cookiecutter.service}}" '{{ cookiecutter.\1 }}' ''
{
  echo '{'
  for answer in "${answers[@]}"; do printf '  "%s": "",\n' "${answer%%=*}"; done
  echo '  "_extensions": []'
  echo '}'
} >"$peers/cookiecutter/cookiecutter.json"

notation "$peers/cargo-generate" '{{ \1 }}' ''
printf '[template]\nignore = ["cargo-generate.toml"]\n' >"$peers/cargo-generate/cargo-generate.toml"
printf '[values]\n' >"$peers/cargo-generate-values.toml"
for answer in "${answers[@]}"; do
  printf '[placeholders.%s]\ntype = "string"\nprompt = "%s"\n' "${answer%%=*}" "${answer%%=*}" \
    >>"$peers/cargo-generate/cargo-generate.toml"
  printf '%s = "%s"\n' "${answer%%=*}" "${answer#*=}" >>"$peers/cargo-generate-values.toml"
done

cat >"$peers/pave-answers.yaml" <<'YAML'
service: payments
owner: team-payments
components:
  api:
    module: container-service
    inputs:
      image: registry.acme.example/payments:1.4.2
  database:
    module: postgres
  receipts:
    module: object-store
YAML

export PEERS_RUNS=$runs PEERS_HOME=$home PEERS_TEMPLATES=$peers PEERS_PAVE=$pave
export PEERS_BIN=$venv/bin PEERS_CARGO_GENERATE=$cargo_generate PEERS_ANSWERS="${answers[*]}"
exec python3 - <<'PY'
"""Runs each tool PEERS_RUNS times, taking turns, and prints a table in Markdown."""
import filecmp, os, shutil, statistics, subprocess, sys, time
from pathlib import Path

runs = int(os.environ["PEERS_RUNS"])
home = Path(os.environ["PEERS_HOME"])
templates = Path(os.environ["PEERS_TEMPLATES"])
binaries = Path(os.environ["PEERS_BIN"])
pave = os.environ["PEERS_PAVE"]
cargo_generate = os.environ["PEERS_CARGO_GENERATE"]
out = home / "out"
scratch = home / "home"
for folder in (out, scratch):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
environment = {"PATH": os.environ["PATH"], "HOME": str(scratch), "LANG": "C.UTF-8", "NO_COLOR": "1", "USER": "peers"}

TOOLS = {
    "pave": lambda to: [pave, "new", "--answers", f"{templates}/pave-answers.yaml", "--out", f"{to}/payments", "--yes"],
    "cargo-generate": lambda to: [
        cargo_generate, "generate", "--path", f"{templates}/cargo-generate", "--name", "payments",
        "--destination", str(to), "--silent", "--vcs", "none",
        "--values-file", f"{templates}/cargo-generate-values.toml",
    ],
    "cookiecutter": lambda to: [
        f"{binaries}/cookiecutter", f"{templates}/cookiecutter", "--no-input", "--output-dir", str(to),
        *os.environ["PEERS_ANSWERS"].split(),
    ],
    "copier": lambda to: [
        f"{binaries}/copier", "copy", "--quiet", "--defaults", "--data-file",
        f"{templates}/copier-answers.yml", f"{templates}/copier", f"{to}/payments",
    ],
}

def version(name):
    program = {"pave": pave, "cargo-generate": cargo_generate}.get(name, f"{binaries}/{name}")
    words = [program, "generate", "--version"] if name == "cargo-generate" else [program, "--version"]
    text = subprocess.run(words, capture_output=True, text=True, env=environment).stdout
    numbers = [w for w in text.replace(",", " ").split() if w[:1].isdigit()]
    return numbers[0] if numbers else "?"

def once(name, to):
    """Wall and CPU time in seconds of one run into a folder that is empty."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    command = TOOLS[name](to)
    log = open(to.with_suffix(".log"), "wb")
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    log.close()
    if process.returncode:
        sys.exit(f"{name} ended with {process.returncode}:\n{to.with_suffix('.log').read_text()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

def peak(name, to):
    """Peak resident memory in MiB. A small program has to start it: what is measured of a child
    begins with the size of its parent, and this interpreter is larger than what is measured."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir()
    if not os.access("/usr/bin/time", os.X_OK):
        return once(name, to)[2]
    report = to.with_suffix(".rss")
    subprocess.run(["/usr/bin/time", "-f", "%M", "-o", str(report), *TOOLS[name](to)], env=environment,
                   stdin=subprocess.DEVNULL, capture_output=True, check=True)
    return int(report.read_text().split()[-1]) / 1024

def written(name, to):
    files = [p for p in (to / "payments").rglob("*") if p.is_file()]
    if name == "pave":
        files = [p for p in files if ".pave" not in p.parts]
    return len(files), sum(p.stat().st_size for p in files)

def same(a, b):
    """Whether two folders hold the same files with the same bytes."""
    paths = sorted(p.relative_to(a) for p in a.rglob("*") if p.is_file())
    others = sorted(p.relative_to(b) for p in b.rglob("*") if p.is_file())
    return paths == others and all(filecmp.cmp(a / p, b / p, shallow=False) for p in paths)

load = [os.getloadavg()[0]]
samples = {name: [] for name in TOOLS}
for name in TOOLS:
    once(name, out / name)
for other in ("cookiecutter", "copier"):
    if not same(out / "cargo-generate/payments", out / other / "payments"):
        sys.exit(f"{other} writes something else than cargo-generate: compare the folders in {out}")
for _ in range(runs):
    for name in TOOLS:
        samples[name].append(once(name, out / name))
load.append(os.getloadavg()[0])

own = statistics.median(cpu for _, cpu, _ in samples["pave"])
own_wall = min(wall for wall, _, _ in samples["pave"])
print(f"{runs} runs each, in turns; {os.cpu_count()} cores, load {load[0]:.1f} before and {load[1]:.1f} after\n")
print("| tool | files | wall, median | wall, minimum | CPU, median | CPU, minimum | peak memory | CPU, to pave | minimum, to pave |")
print("|---|---|---|---|---|---|---|---|---|")
for name in TOOLS:
    walls = [wall for wall, _, _ in samples[name]]
    cpus = [cpu for _, cpu, _ in samples[name]]
    memory = statistics.median(peak(name, out / name) for _ in range(3))
    count, size = written(name, out / name)
    print(f"| {name} {version(name)} | {count} ({size / 1000:.1f} kB) "
          f"| {statistics.median(walls) * 1000:.1f} ms | {min(walls) * 1000:.1f} ms "
          f"| {statistics.median(cpus) * 1000:.1f} ms | {min(cpus) * 1000:.1f} ms "
          f"| {memory:.1f} MiB | {statistics.median(cpus) / own:.1f} | {min(walls) / own_wall:.1f} |")
PY
