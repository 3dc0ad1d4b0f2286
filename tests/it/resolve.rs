//! What sentences are understood to ask for.

use std::sync::LazyLock;

use camino::Utf8PathBuf;
use pavestone::catalog::{Catalog, Files};
use pavestone::resolve::{Resolution, Resolver, Rule, search};
use proptest::prelude::*;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let embedded = Files::embedded();
    let mut files: Vec<(Utf8PathBuf, Vec<u8>)> = Vec::new();
    for path in embedded.paths() {
        files.push((path.clone(), embedded.read(path).unwrap().into_owned()));
    }
    files.push(("blueprints/shop.yaml".into(), b"name: shop\nsummary: A shop.\naliases: [online shop, web shop]\ncomponents: { web: container-service, db: postgres }\nlinks: { web.binding: [db] }\n".to_vec()));
    Catalog::load(Files::memory(files))
        .unwrap_or_else(|e| panic!("{}", crate::catalog::listed(e.report.as_deref().unwrap())))
});

static RESOLVER: LazyLock<Resolver<'static>> = LazyLock::new(|| Resolver::new(&CATALOG));

fn resolve(intent: &str) -> Resolution {
    RESOLVER.resolve(intent)
}

/// A resolution on one line: components, then what else was understood.
fn line(intent: &str) -> String {
    let r = resolve(intent);
    let mut parts: Vec<String> = Vec::new();
    for c in &r.components {
        let name = c.module.replace('-', "_");
        parts.push(if c.name == name {
            c.module.clone()
        } else {
            format!("{}={}", c.name, c.module)
        });
    }
    let mut line = parts.join(" ");
    if let Some(b) = &r.blueprint {
        line += &format!(" |blueprint {}", b.name);
    }
    if let Some(s) = &r.service_name {
        line += &format!(" |{} {}", if s.guessed { "perhaps" } else { "called" }, s.name);
    }
    for e in &r.environments {
        line += &format!(" |env {}", e.name);
    }
    if let Some(region) = &r.region {
        line += &format!(" |region {}", region.name);
    }
    for removed in &r.removed {
        line += &format!(" |not {} ({})", removed.module, removed.words);
    }
    for n in &r.not_covered {
        line += &format!(" |lacks {}", n.service);
    }
    if !r.unused_words.is_empty() {
        line += &format!(" |unused {}", r.unused_words.join(" "));
    }
    line.trim_start().to_owned()
}

#[test]
fn a_sentence_names_its_components() {
    let sentences = [
        "a payments API in containers with Postgres, and receipts stored as files",
        "Postgres",
        "A REST API with a PostgreSQL database.",
        "container service, s3 bucket and queue",
        "two queues and a topic",
        "2 buckets",
        "3 queues, 2 topics and a database",
        "500 queues",
        "postgres 17 database",
        "a queue for orders and a queue for refunds",
        "a queue and another queue",
        "a relational database, i.e. Postgres",
        "an API without a database",
        "an API with Postgres, no cache",
        "an API with no cache or queue but with a bucket",
        "no database, cache or queue, only an API",
        "an API, not only with a database but also a cache",
        "Postgres instead of DynamoDB",
        "an API; a cache is not needed",
        "a database and no other database",
        "no downtime with postgres",
        "no public access to the bucket",
        "a worker called invoices that reads from a queue",
        "an API named order-intake with a queue called jobs",
        "a bucket called receipts",
        "named volumes and buckets",
        "dev and prod API",
        "a production-ready API in Europe",
        "a function in eu-west-1, production only",
        "it helps us send messages to a queue",
        "a bucket in us",
        "an online shop with a cache",
        "an online shop without a database",
        "a web shop with two databases",
        "Kafka topic and an API Gateway",
        "mysql database",
        "an aws_s3_bucket and an aws_sqs_queue",
        "key-value store plus CDN",
        "lambda functions triggered by an sqs queue",
        "a single page app with a backend",
        "upload documents to a private bucket and notify a topic",
        "a social network",
        "shared network",
        "step functions",
        "kubernetes cluster with redis",
        "die Datenbank für Überweisungen",
        "drop files into a bucket",
        "",
        "?!",
    ];
    let text: Vec<String> = sentences.iter().map(|s| format!("{s}\n  {}", line(s))).collect();
    insta::assert_snapshot!(text.join("\n"), @"
        a payments API in containers with Postgres, and receipts stored as files
          app=container-service db=postgres files=object-store |perhaps payments |unused receipts
        Postgres
          db=postgres
        A REST API with a PostgreSQL database.
          app=container-service db=postgres
        container service, s3 bucket and queue
          app=container-service files=object-store queue
        two queues and a topic
          queue queue_2=queue topic
        2 buckets
          files=object-store files_2=object-store
        3 queues, 2 topics and a database
          queue queue_2=queue queue_3=queue topic topic_2=topic db=postgres
        500 queues
          queue |unused 500
        postgres 17 database
          db=postgres |unused 17
        a queue for orders and a queue for refunds
          queue queue_2=queue |unused orders refunds
        a queue and another queue
          queue queue_2=queue
        a relational database, i.e. Postgres
          db=postgres
        an API without a database
          app=container-service |not postgres (without a database)
        an API with Postgres, no cache
          app=container-service db=postgres |not cache (no cache)
        an API with no cache or queue but with a bucket
          app=container-service files=object-store |not cache (no cache) |not queue (no cache or queue)
        no database, cache or queue, only an API
          app=container-service |not postgres (no database) |not cache (no database cache) |not queue (no database cache or queue)
        an API, not only with a database but also a cache
          app=container-service db=postgres cache
        Postgres instead of DynamoDB
          db=postgres |not table (instead of DynamoDB)
        an API; a cache is not needed
          app=container-service |not cache (cache is not needed)
        a database and no other database
          db=postgres
        no downtime with postgres
          db=postgres |unused downtime
        no public access to the bucket
          files=object-store |unused public access
        a worker called invoices that reads from a queue
          app=container-service queue |called invoices |unused reads
        an API named order-intake with a queue called jobs
          app=container-service jobs=queue |called order-intake
        a bucket called receipts
          receipts=object-store
        named volumes and buckets
          files=object-store |unused named volumes
        dev and prod API
          app=container-service |env dev |env prod
        a production-ready API in Europe
          app=container-service |region eu-west-1
        a function in eu-west-1, production only
          function |env prod |region eu-west-1
        it helps us send messages to a queue
          queue |unused helps send messages
        a bucket in us
          files=object-store |region us-east-1
        an online shop with a cache
          web=container-service db=postgres cache |blueprint shop
        an online shop without a database
          web=container-service |blueprint shop |not postgres (without a database)
        a web shop with two databases
          web=container-service db=postgres db_2=postgres |blueprint shop
        Kafka topic and an API Gateway
          |lacks Amazon MSK |lacks Amazon API Gateway
        mysql database
          |lacks Amazon RDS for MySQL
        an aws_s3_bucket and an aws_sqs_queue
          files=object-store queue
        key-value store plus CDN
          table site=static-site
        lambda functions triggered by an sqs queue
          function queue |unused triggered
        a single page app with a backend
          site=static-site app=container-service
        upload documents to a private bucket and notify a topic
          files=object-store topic |unused private notify
        a social network
          
        shared network
          shared-network
        step functions
          |lacks AWS Step Functions
        kubernetes cluster with redis
          cache |lacks Amazon EKS
        die Datenbank für Überweisungen
          |unused die datenbank für überweisungen
        drop files into a bucket
          files=object-store |unused drop

          
        ?!
        ");
}

#[test]
fn every_choice_says_which_words_made_it() {
    let resolution = resolve("an online shop with two queues and Redis");
    let why: Vec<String> = resolution
        .components
        .iter()
        .map(|c| format!("{}: \"{}\" {:?}", c.name, c.why.words, c.why.rule))
        .collect();
    insta::assert_snapshot!(why.join("\n"), @r#"
        web: "online shop" Blueprint
        db: "online shop" Blueprint
        queue: "two queues" Count
        queue_2: "two queues" Count
        cache: "Redis" Alias
        "#);
}

#[test]
fn a_search_ranks_cards_and_says_why() {
    let mut text = String::new();
    for query in ["database", "s3", "aws_sqs_queue", "encrypted", "contain", "network", "zebra"] {
        text += &format!("{query}\n");
        for hit in search(&CATALOG, query).iter().take(4) {
            text += &format!("  {} {}: {}\n", hit.score, hit.module, hit.reasons.join("; "));
        }
    }
    assert_eq!(search(&CATALOG, "").len(), CATALOG.modules().count());
    insta::assert_snapshot!(text, @r#"
        database
          196 postgres: alias "database"; alias "databases"; alias "postgres database"
          24 table: alias "document database"; alias "nosql database"
          12 cache: alias "in-memory database"
        s3
          109 object-store: alias "s3"; alias "s3 bucket"; its summary
          5 static-site: its summary
        aws_sqs_queue
          336 queue: its name; alias "sqs queue"; alias "queue"
          29 function: alias "queue consumer"; alias "queue handler"; its summary
        encrypted
          5 cache: its summary
          5 object-store: its summary
          5 postgres: its summary
          5 queue: its summary
        contain
          32 container-service: its name; alias "container service"; alias "container services"
        network
          324 network: its name; alias "network"; alias "networks"
          78 shared-network: its name; provides network; alias "existing network"
        zebra
        "#);
}

#[test]
fn a_deprecated_module_leaves_its_words_to_its_successor() {
    let card = |name: &str, rest: &str| {
        let text = format!("name: {name}\nversion: 1.0.0\nsummary: A.\nowner: a\n{rest}\n");
        (Utf8PathBuf::from(format!("modules/{name}/module.yaml")), text.into_bytes())
    };
    let embedded = Files::embedded();
    let mut files: Vec<(Utf8PathBuf, Vec<u8>)> = ["catalog.yaml", "capabilities.yaml"]
        .map(|p| (p.into(), embedded.read(p.into()).unwrap().into_owned()))
        .into();
    let settings = String::from_utf8(files[0].1.clone()).unwrap();
    // Its questions and bindings are about modules that are not here.
    let (before, rest) = settings.split_once("questions:\n").unwrap();
    let settings = format!("{before}environments:{}", rest.split_once("environments:").unwrap().1);
    let plain: String = settings
        .lines()
        .filter(|line| !line.contains("network"))
        .filter(|line| !line.trim_end().ends_with("bindings:"))
        .map(|line| format!("{line}\n"))
        .collect();
    files[0].1 = plain.into_bytes();
    files.push(card(
        "old-db",
        "lifecycle: deprecated\nreason: Old.\nsuccessor: new-db\naliases: [database, old database]",
    ));
    files.push(card("new-db", "lifecycle: approved\naliases: [database]"));
    files.push(card("draft-db", "lifecycle: draft\naliases: [shiny database]"));
    files.push(card("bad-db", "lifecycle: revoked\nreason: Bad.\naliases: [bad database]"));
    let catalog = Catalog::load(Files::memory(files))
        .unwrap_or_else(|e| panic!("{}", crate::catalog::listed(e.report.as_deref().unwrap())));
    let chosen = |intent: &str| {
        let resolution = pavestone::resolve::resolve(&catalog, intent);
        resolution.components.into_iter().map(|c| (c.module, c.why.rule)).collect::<Vec<_>>()
    };
    assert_eq!(chosen("a database"), [("new-db".to_owned(), Rule::Alias)]);
    assert_eq!(chosen("the old database"), [("new-db".to_owned(), Rule::Successor)]);
    assert_eq!(chosen("a shiny database"), [("new-db".to_owned(), Rule::Alias)]);
    assert_eq!(chosen("draft-db and bad-db"), []);
}

proptest! {
    #[test]
    fn any_text_is_understood_somehow(text in "[ a-zA-Z0-9,.;:'\u{2019}!?()\n\u{e9}\u{df}\u{4e2d}\u{202e}_-]{0,120}|\\PC{0,80}") {
        let first = resolve(&text);
        prop_assert_eq!(&first, &resolve(&text));
        let mut names: Vec<&str> = first.components.iter().map(|c| c.name.as_str()).collect();
        let identifier = |name: &&str| name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        prop_assert!(names.iter().all(identifier));
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), first.components.len());
    }

    #[test]
    fn words_in_any_order_never_panic(words in prop::collection::vec(prop::sample::select(vec![
        "no", "not", "without", "a", "the", "two", "20", "another", "queue", "queues", "postgres", "api",
        "called", "named", "orders", "or", "and", ",", ".", "is", "needed", "instead", "of", "us", "in",
        "eu", "prod", "online", "shop", "other", "only", "so", "kafka", "s3", "-",
    ]), 0..14)) {
        let text = words.join(" ");
        let resolution = resolve(&text);
        prop_assert!(resolution.components.len() <= 20 * words.len());
    }
}
