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
        line += &n.module.as_ref().map_or(String::new(), |module| format!(" of {module}"));
    }
    for setting in &r.settings {
        let of = setting.component.as_ref().unwrap_or(&setting.module);
        line += &format!(" |{of}.{}={}", setting.input, setting.value);
    }
    for holding in &r.holds {
        line += &format!(" |anyway {} {}", holding.module, holding.words);
    }
    for correction in &r.corrections {
        line += &format!(" |{} for {}", correction.meant, correction.written);
    }
    for suggestion in &r.suggestions {
        line += &format!(" |perhaps {}", suggestion.modules.join(" "));
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
        "a bucket in the us",
        "an events queue and an uploads bucket",
        "a bucket whose logs we query with SQL",
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
    insta::assert_snapshot!(text.join("\n"), @r#"
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
          db=postgres |db.postgres_version="17"
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
          files=object-store
        a worker called invoices that reads from a queue
          worker=container-service jobs=queue |blueprint worker |called invoices |unused reads
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
          queue |unused send messages
        a bucket in us
          files=object-store |region us-east-1
        a bucket in the us
          files=object-store |region us-east-1
        an events queue and an uploads bucket
          events=queue files=object-store
        a bucket whose logs we query with SQL
          files=object-store |unused logs query
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
          site=static-site app=container-service |site.spa=true
        upload documents to a private bucket and notify a topic
          files=object-store topic |anyway object-store private |unused notify
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
        "#);
}

#[test]
fn slips_are_read_as_what_they_mean_and_words_that_are_right_are_left_alone() {
    let corrected = |intent: &str| {
        let corrections = resolve(intent).corrections.into_iter();
        corrections.map(|c| format!("{}={}", c.written, c.meant)).collect::<Vec<_>>().join(" ")
    };
    for (intent, expected) in [
        ("postgess", "postgess=postgres"),
        ("Postgress and Redsi", "Postgress=postgres Redsi=redis"),
        ("a qeue", "qeue=queue"),
        ("a cahce on fragate", "cahce=cache fragate=fargate"),
        ("a contianer with dynamdb", "contianer=container dynamdb=dynamodb"),
        ("a kuberentes cluster", "kuberentes=kubernetes"),
        ("elasticsaerch", "elasticsaerch=elasticsearch"),
        ("a sql sever", ""),
        ("in prodcution", "prodcution=production"),
        ("stable tablets, cash for lambs, a contained tropic and worked buckles", ""),
        ("a radish and ready postage, functional and cached topics", ""),
        ("kafka, mysql, dev, eu and a cable", ""),
        ("a queue called postgess", ""),
    ] {
        assert_eq!(corrected(intent), expected, "{intent}");
    }
    assert_eq!(
        line("a sql sever, stable tablets and cash"),
        "db=postgres |unused sever stable tablets cash"
    );
    assert_eq!(line("dynamo db behind a loadbalancer"), "table app=container-service");
    assert_eq!(line("a kakfa queue"), "|lacks Amazon MSK |kafka for kakfa");
}

#[test]
fn phrases_set_the_inputs_of_what_they_speak_of() {
    let sentences = [
        "a public API and an internal API",
        "a small postgres and a large redis",
        "an API, open to the internet, with a large database",
        "receipts stored as files, kept for seven years",
        "a database whose backups are kept for two weeks",
        "postgres 16 with backups for 14 days",
        "postgres 12",
        "postgres with backups for three years",
        "a postgres with a read replica",
        "an API with a load balancer",
        "a container without a load balancer",
        "a fifo queue and a queue for orders",
        "two queues, in order",
        "a single page app for visitors all over the world",
        "a function in Node with a five minute timeout",
        "a table with ttl",
        "a cache on Valkey that never evicts",
        "a VPC over three zones",
        "an API and three zones",
        "an API over two zones",
        "public buckets",
        "a bucket, not public",
        "a public holiday",
        "in order to have a queue",
        "an API on public subnets",
    ];
    let text: Vec<String> = sentences.iter().map(|s| format!("{s}\n  {}", line(s))).collect();
    insta::assert_snapshot!(text.join("\n"), @r#"
        a public API and an internal API
          app=container-service app_2=container-service |app.exposure="public" |app_2.exposure="internal"
        a small postgres and a large redis
          db=postgres cache |db.size="small" |cache.size="large"
        an API, open to the internet, with a large database
          app=container-service db=postgres |app.exposure="public" |db.size="large"
        receipts stored as files, kept for seven years
          files=object-store |files.retention_days=2557 |unused receipts
        a database whose backups are kept for two weeks
          db=postgres |db.backup_retention_days=14
        postgres 16 with backups for 14 days
          db=postgres |db.postgres_version="16" |db.backup_retention_days=14
        postgres 12
          db=postgres |lacks postgres_version "12" (one of "16", "17", "18") of postgres
        postgres with backups for three years
          db=postgres |lacks backup_retention_days 1096 (35 at most) of postgres
        a postgres with a read replica
          db=postgres |lacks read replicas of postgres
        an API with a load balancer
          app=container-service |anyway container-service load balancer
        a container without a load balancer
          app=container-service |app.exposure="none"
        a fifo queue and a queue for orders
          queue queue_2=queue |queue.fifo=true |unused orders
        two queues, in order
          queue queue_2=queue |queue.fifo=true |queue_2.fifo=true
        a single page app for visitors all over the world
          site=static-site |site.spa=true |site.reach="worldwide" |unused visitors
        a function in Node with a five minute timeout
          function |function.runtime="nodejs24.x" |function.timeout_seconds=300
        a table with ttl
          table |table.ttl_attribute="expires_at"
        a cache on Valkey that never evicts
          cache |cache.when_full="refuse" |anyway cache on Valkey
        a VPC over three zones
          network |anyway network three zones
        an API and three zones
          app=container-service |anyway network three zones
        an API over two zones
          app=container-service |lacks another number of zones than three of network
        public buckets
          files=object-store |lacks public objects of object-store
        a bucket, not public
          files=object-store
        a public holiday
          |unused public holiday
        in order to have a queue
          queue
        an API on public subnets
          app=container-service network
        "#);
}

#[test]
fn what_no_module_has_is_never_answered_with_something_else() {
    for (intent, expected) in [
        ("mysql 8 database", "|lacks Amazon RDS for MySQL"),
        ("a queue such as RabbitMQ", "|lacks Amazon MQ"),
        ("a cache (memcached)", "|lacks Memcached"),
        ("Kafka for the events", "|lacks Amazon MSK"),
        ("SFTP server for their files", "|lacks AWS Transfer Family"),
        ("an aws_kinesis_stream", "|lacks Amazon Kinesis"),
        ("an aws_db_proxy", "|lacks aws_db_proxy"),
        ("google_sql_database_instance", "|lacks google_sql_database_instance"),
        ("an API without Kubernetes", "app=container-service"),
        ("like memcached but redis", "cache"),
        ("migrating from MongoDB to DynamoDB", "table |unused migrating"),
        ("some glue between us", "|unused glue"),
        ("AWS Glue", "|lacks AWS Glue"),
    ] {
        let told = line(intent);
        let told = told.split(" |perhaps").next().unwrap();
        assert_eq!(told, expected, "{intent}");
    }
}

#[test]
fn words_without_an_alias_choose_the_card_that_clearly_answers_them() {
    let intent = "code that runs when a message arrives";
    let chosen = resolve(intent).components;
    let [only] = &chosen[..] else { panic!("{chosen:?}") };
    assert_eq!((only.module.as_str(), only.why.rule), ("function", Rule::Ranked));
    assert!(only.why.score.is_some_and(|score| score >= 100), "{only:?}");
    // With what is not there in the same breath, nothing is made of the words.
    assert_eq!(resolve("code that runs in Jenkins when a message arrives").components, []);
    // One word is too little, and is said to come close.
    let vague = resolve("somebody uploads thumbnails of a haiku");
    assert!(vague.components.iter().all(|c| c.why.rule != Rule::Ranked), "{vague:?}");
}

#[test]
fn a_name_that_follows_from_what_a_module_replaces_means_the_module() {
    let why = |intent: &str| {
        let components = resolve(intent).components;
        components.into_iter().map(|c| (c.module, c.why.rule)).collect::<Vec<_>>()
    };
    assert_eq!(why("an ecs task definition"), [("container-service".into(), Rule::Replaces)]);
    assert_eq!(why("a db parameter group"), [("postgres".into(), Rule::Replaces)]);
    assert_eq!(why("an sqs queue"), [("queue".into(), Rule::Alias)]);
}

#[test]
fn what_the_chosen_modules_need_is_answered_in_each_environment() {
    let needs = |intent: &str| {
        let mut text = String::new();
        for need in resolve(intent).needs {
            for answer in need.answers {
                let module = answer.module.unwrap_or_default();
                text += &format!("{} {module} {:?}; ", answer.environment, answer.rule);
            }
        }
        text
    };
    assert_eq!(needs("a queue"), "");
    assert_eq!(needs("postgres"), "dev network Environment; prod shared-network Environment; ");
    assert_eq!(needs("postgres in prod"), "prod shared-network Environment; ");
    assert_eq!(needs("postgres in a network"), "dev network Component; prod network Component; ");
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
          121 postgres: alias "database"; alias "databases"; alias "postgres database"
          31 cache: alias "in-memory database"; alias "redis database"; use "fast lookups in front of a database"
          31 table: alias "document database"; alias "key value database"; alias "nosql database"
        s3
          121 object-store: alias "s3"; alias "s3 bucket"; alias "s3 buckets"
          25 static-site: its summary; replaces aws_s3_bucket_website_configuration
          6 network: a guardrail
        aws_sqs_queue
          210 queue: its name; alias "sqs queue"; alias "queue"
          54 function: alias "aws lambda"; alias "queue consumer"; alias "queue handler"
          4 network: a guardrail; replaces aws_default_security_group; replaces aws_eip
          4 object-store: a guardrail; replaces aws_s3_bucket; replaces aws_s3_bucket_acl
        encrypted
          9 encryption-key: its name; alias "customer managed encryption key"; alias "encryption key"
          6 cache: its summary; a guardrail
          6 object-store: its summary; a guardrail; replaces aws_s3_bucket_server_side_encryption_configuration
          6 postgres: its summary; a guardrail
        contain
          5 container-service: its name; alias "container image"; alias "container service"
        network
          133 network: its name; alias "network"; alias "networks"
          35 shared-network: provides network; its name; alias "central network"
          15 static-site: alias "content delivery network"
          9 function: a guardrail
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

#[test]
fn a_phrase_that_sets_what_an_input_does_not_take_is_refused() {
    let embedded = Files::embedded();
    let card = embedded.read("modules/queue/module.yaml".into()).unwrap().into_owned();
    let card = String::from_utf8(card).unwrap();
    let refused = |phrase: &str| {
        let card = card.replacen("phrases:\n", &format!("phrases:\n  - {phrase}\n"), 1);
        let files = embedded.paths().iter().map(|path| {
            let own = path == "modules/queue/module.yaml";
            let bytes =
                if own { card.clone().into_bytes().into() } else { embedded.read(path).unwrap() };
            (path.clone(), bytes.into_owned())
        });
        match Catalog::load_checked(Files::memory(files)) {
            Ok(_) => String::new(),
            Err(e) => crate::catalog::listed(e.report.as_deref().unwrap()),
        }
    };
    for (phrase, expected) in [
        ("{ say: [much], set: { fifo: yes please } }", "fifo"),
        ("{ say: [much], set: { retention_days: 11 } }", "does not take 11"),
        ("{ say: [much], set: { retention: 3 } }", "there is no input `retention`"),
        ("{ say: [\"<days>\"], set: { retention_days: \"<days>\" } }", "no word of its own"),
        ("{ say: [\"much <weeks>\"], set: { retention_days: 3 } }", "which is none"),
        ("{ say: [much], set: { retention_days: \"<days>\" } }", "gives no <days>"),
        ("{ say: [\"much <word>\"], set: { retention_days: \"<word>\" } }", "takes no <word>"),
        ("{ say: [much] }", "means nothing"),
        ("{ say: [Much], holds: It is. }", "not in lower case"),
        ("{ say: [much], holds: It is., lacks: much }", "at once"),
    ] {
        let told = refused(phrase);
        assert!(told.contains(expected), "{phrase}: {told}");
    }
    assert_eq!(refused("{ say: [much], set: { retention_days: 3 } }"), "");
}

/// A catalog of another organisation: names of Azure, and words of German and French.
fn foreign() -> Catalog {
    let settings = "
organisation: Beispiel
registry: registry.beispiel.example
namespace: plattform
target_system: azurerm
terraform: '>= 1.11.0, < 2.0.0'
providers:
  azurerm: { source: hashicorp/azurerm, version: 4.40.0, configuration: { region: \"${region}\" } }
regions: { eu: westeurope }
environments:
  entwicklung: { summary: Zum Probieren., region: westeurope }
  betrieb: { summary: Für Kunden., region: westeurope }
";
    let capabilities = "netz: { summary: A network., type: 'object({ id = string })' }\n";
    let cards = [
        (
            "datenbank",
            "azurerm_postgresql_flexible_server",
            "[datenbank, datenbanken, base de données, bases de données, relationale datenbank]",
            "[speichert überweisungen und buchungen mit transaktionen]",
            "[{ say: [groß, große], holds: Sie ist groß. }]",
        ),
        (
            "warteschlange",
            "azurerm_servicebus_queue",
            "[warteschlange, nachrichtenwarteschlange, file d'attente, files d'attente]",
            "[hält aufträge bis jemand sie bearbeitet]",
            "[]",
        ),
        (
            "ablage",
            "azurerm_storage_account",
            "[ablage, dateiablage, stockage de fichiers, straßenkarten]",
            "[]",
            "[]",
        ),
    ];
    let mut files: Vec<(Utf8PathBuf, Vec<u8>)> = vec![
        ("catalog.yaml".into(), settings.into()),
        ("capabilities.yaml".into(), capabilities.into()),
    ];
    for (name, kind, aliases, uses, phrases) in cards {
        let card = format!(
            "name: {name}\nversion: 1.0.0\nsummary: A.\nowner: a\nlifecycle: approved\naliases: {aliases}\nuses: {uses}\nphrases: {phrases}\nreplaces: [{kind}]\n"
        );
        files.push((format!("modules/{name}/module.yaml").into(), card.into_bytes()));
    }
    let folder = tempfile::tempdir().unwrap();
    let root = camino::Utf8Path::from_path(folder.path()).unwrap();
    for (path, bytes) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    Catalog::load(Files::folder(root).unwrap())
        .unwrap_or_else(|e| panic!("{}", crate::catalog::listed(e.report.as_deref().unwrap())))
}

#[test]
fn any_catalog_is_understood_by_its_own_words_and_none_of_ours() {
    let catalog = foreign();
    let resolver = Resolver::new(&catalog);
    let told = |intent: &str| {
        let r = resolver.resolve(intent);
        let mut parts: Vec<String> = r.components.into_iter().map(|c| c.name).collect();
        parts.extend(r.environments.into_iter().map(|e| format!("|env {}", e.name)));
        parts.extend(r.region.map(|region| format!("|region {}", region.name)));
        parts.extend(r.removed.into_iter().map(|r| format!("|not {}", r.module)));
        parts.extend(r.not_covered.into_iter().map(|n| format!("|lacks {}", n.service)));
        parts.extend(r.corrections.into_iter().map(|c| format!("|{} for {}", c.meant, c.written)));
        parts.extend(r.holds.into_iter().map(|h| format!("|anyway {}", h.words)));
        parts.join(" ")
    };
    for (intent, expected) in [
        (
            "eine Datenbank im Betrieb, Europa: westeurope",
            "datenbank |env betrieb |region westeurope",
        ),
        ("zwei Warteschlangen", "warteschlange |warteschlange for Warteschlangen"),
        ("eine Nachrichtenwarteschlange und eine Datei-Ablage", "warteschlange ablage"),
        ("DATENBANKEN ohne Warteschlange", "datenbank |not warteschlange"),
        ("une base de donne\u{301}es et une file d\u{2019}attente", "datenbank warteschlange"),
        ("une base de donnees", "datenbank"),
        ("de l'ablage", "ablage"),
        ("Strassenkarten", "ablage"),
        ("eine große Datenbank", "datenbank |anyway große"),
        ("eine grosse Datenbnak", "datenbank |datenbank for Datenbnak |anyway grosse"),
        ("azurerm_storage_account und ein storage account", "ablage"),
        ("azurerm_kubernetes_cluster", "|lacks azurerm_kubernetes_cluster"),
        ("azurerm_cdn_profile", "|lacks azurerm_cdn_profile"),
        (
            "ein S3 bucket, postgres, redis, SQS",
            "|lacks Amazon S3 |lacks Amazon RDS for PostgreSQL |lacks Amazon ElastiCache |lacks Amazon SQS",
        ),
        ("a queue, a database, a table, a topic, an api and a network", ""),
        ("dev and prod in the us", ""),
        ("Überweisungen und Buchungen speichern", "datenbank"),
        ("die Straße", ""),
    ] {
        assert_eq!(told(intent), expected, "{intent}");
    }
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
