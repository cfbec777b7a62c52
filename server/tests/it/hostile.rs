//! What nobody honest sends: every operation answers it with a 4xx that says why, and nothing changes.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use reqwest::header::{HeaderValue, IF_MATCH};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::permissions::let_in;
use crate::support::world::{Operation, World, operations};
use crate::support::{Answer, Client, TestApp, on_each};

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many rows every table has.
async fn rows(app: &TestApp) -> Vec<(String, i64)> {
    app.app
        .db
        .read(|conn| {
            let tables = if conn.is_sqlite() {
                "select name from sqlite_master where type = 'table' order by name"
            } else {
                "select table_name::text as name from information_schema.tables where table_schema = 'public' order by 1"
            };
            let tables: Vec<Name> = diesel::sql_query(tables).load(conn)?;
            let count = |table: Name| {
                let sql = format!("select count(*) as count from {}", table.name);
                Ok((table.name, diesel::sql_query(sql).get_result::<Count>(conn)?.count))
            };
            tables.into_iter().map(count).collect::<Result<_, tandem::Error>>()
        })
        .await
        .unwrap()
}

/// Everything that one operation is tried with, by somebody whom it lets in.
struct Trial<'a> {
    operation: &'a Operation,
    client: &'a Client,
    path: String,
    wrong: &'a mut Vec<String>,
}

impl Trial<'_> {
    fn request(&self) -> RequestBuilder {
        self.client.request(self.operation.method.clone(), &self.path)
    }

    /// Sends it and notes an answer of the wrong kind.
    async fn refused(&mut self, what: &str, request: RequestBuilder, statuses: &[u16]) {
        let answer = self.client.send(request).await;
        let right =
            if statuses.is_empty() { (400..500).contains(&answer.status) } else { statuses.contains(&answer.status) };
        self.note(what, &answer, right && is_problem(&answer));
    }

    /// Sends what may be taken or not, but never breaks anything.
    async fn survived(&mut self, what: &str, request: RequestBuilder) {
        let answer = self.client.send(request).await;
        self.note(what, &answer, answer.status < 400 || is_problem(&answer));
    }

    fn note(&mut self, what: &str, answer: &Answer, right: bool) {
        if !right {
            let what: String = what.chars().take(120).collect();
            self.wrong.push(format!("{} {what}: {} {}", self.operation.id, answer.status, answer.body));
        }
    }

    /// What is no JSON, or none of the kind.
    async fn forms(&mut self) {
        if self.operation.json_schema().is_none() {
            return;
        }
        let typed = |request: RequestBuilder, kind: &'static str| request.header("content-type", kind);
        self.refused("as text", typed(self.request(), "text/plain").body("{}"), &[415]).await;
        self.refused("without a kind", self.request().body("{}"), &[415]).await;
        self.refused("as a form", typed(self.request(), "application/x-www-form-urlencoded").body("a=b"), &[415]).await;
        let json = |request: RequestBuilder, body: Vec<u8>| typed(request, "application/json").body(body);
        self.refused("too large", json(self.request(), vec![b' '; 300 * 1024]), &[413]).await;
        for (what, body) in [
            ("nested", "[".repeat(100_000)),
            ("nested objects", "{\"a\":".repeat(30_000)),
            ("cut off", "{\"a\": ".into()),
            ("two values", "{} {}".into()),
            ("a bare NUL", "{\"a\": \"\0\"}".into()),
            ("a lone surrogate", "{\"a\": \"\\ud800\"}".into()),
        ] {
            self.refused(what, json(self.request(), body.into_bytes()), &[400, 422]).await;
        }
        self.refused("no UTF-8", json(self.request(), b"{\"a\": \"\xff\xfe\"}".to_vec()), &[400, 422]).await;
        for body in [json!([]), json!(null), json!("x"), json!(1), json!(true), json!({"__": 1}), json!({"": {}})] {
            self.refused(&body.to_string(), self.request().json(&body), &[422]).await;
        }
    }

    /// Values that no field takes.
    async fn bodies(&mut self) {
        let Some(schema) = self.operation.json_schema().cloned() else { return };
        let sample = sample(&schema);
        let mut places = Vec::new();
        pointers(&sample, "", &mut places);
        for at in places {
            for value in [json!("a\u{0}b"), json!({"__": 1}), json!([[[]]]), json!(1e300), json!(-1e300)] {
                let body = replaced(&sample, &at, value);
                self.refused(&format!("{at} in {body}"), self.request().json(&body), &[]).await;
            }
        }
    }

    /// Values that some fields take and others don't.
    async fn odd_values(&mut self) {
        let Some(schema) = self.operation.json_schema().cloned() else { return };
        let sample = sample(&schema);
        let mut places = Vec::new();
        pointers(&sample, "", &mut places);
        for at in places {
            for value in
                [json!(""), json!(null), json!("\u{202e}x"), json!("x".repeat(60_000)), json!(i64::MIN), json!(true)]
            {
                let body = replaced(&sample, &at, value);
                self.survived(&format!("{at} in {body}"), self.request().json(&body)).await;
            }
        }
    }

    async fn files(&mut self) {
        if !self.operation.takes_file() {
            return;
        }
        self.refused("JSON for a file", self.request().json(&json!({"file": "x"})), &[]).await;
        for kind in ["multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\"\""] {
            for body in [
                "",
                "--x--",
                "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nno image\r\n--x--\r\n",
                "--x\r\n\r\n",
            ] {
                let request = self.request().header("content-type", kind).body(body);
                self.refused(&format!("{kind} {body}"), request, &[]).await;
            }
        }
    }

    async fn queries(&mut self) {
        if self.operation.method != Method::GET {
            return;
        }
        let base = self.path.clone();
        let get = |query: String| self.client.request(Method::GET, &format!("{base}?{query}"));
        let mut requests = vec![("unknown".to_owned(), get("__=1".into()), !self.operation.query().is_empty())];
        for name in self.operation.query() {
            requests.push((format!("{name} NUL"), get(format!("{name}=a%00b")), true));
            for value in
                ["%FF%FE", "%", "-1", "1e300", "99999999999999999999", "%F0%9F%92%A5", "%27%22%3B--", "%25%5C_"]
            {
                requests.push((format!("{name}={value}"), get(format!("{name}={value}")), false));
            }
            requests.push((format!("long {name}"), get(format!("{name}={}", "x".repeat(10_000))), false));
            requests.push((format!("{name} twice"), get(format!("{name}=1&{name}=2")), true));
        }
        for (what, request, never) in requests {
            if never {
                self.refused(&what, request, &[422]).await;
            } else {
                self.survived(&what, request).await;
            }
        }
    }

    async fn headers(&mut self) {
        let nothing = json!({"__": 1});
        let is_public = self.operation.described["security"].is_array();
        let token = format!("Bearer {}", "x".repeat(16 * 1024));
        for value in [token.as_str(), "Bearer", "Basic YTpi", "Bearer a.b.c", "", "Bearer \u{e9}"] {
            // A builder with a token of its own would send two.
            let request = Client::new_at(self.client).request(self.operation.method.clone(), &self.path);
            let request = request.header("authorization", HeaderValue::from_bytes(value.as_bytes()).unwrap());
            if !is_public {
                self.refused(&format!("authorization {value}"), request, &[401]).await;
            } else if self.operation.described.get("requestBody").is_some() {
                self.refused(&format!("authorization {value}"), request.json(&nothing), &[]).await;
            }
        }
        if self.operation.described.get("requestBody").is_none() || self.operation.takes_file() {
            return;
        }
        for value in [&b""[..], b"x", b"\"\xff\"", b"\"99999999999999999999-x\"", b"\"-1\"", b",,,"] {
            let request = self.request().header(IF_MATCH, HeaderValue::from_bytes(value).unwrap()).json(&nothing);
            self.refused("If-Match", request, &[]).await;
        }
        for value in [vec![], vec![b'k'; 256], b"a b".to_vec(), b"\xff".to_vec()] {
            let key = HeaderValue::from_bytes(&value).unwrap();
            self.refused("Idempotency-Key", self.request().header("idempotency-key", key).json(&nothing), &[]).await;
        }
    }

    async fn names(&mut self) {
        let Some((before, after)) = self.operation.path.split_once('{') else { return };
        let after = after.split_once('}').unwrap().1;
        let long = "x".repeat(3000);
        let nil = "00000000-0000-0000-0000-000000000000";
        for name in ["x", "0", "%00", "a%00b", "%FF", "%2e%2e%2f", "%F0%9F%92%A5", "'", "-1", "{id}", nil, &long] {
            let request = self.client.request(self.operation.method.clone(), &format!("{before}{name}{after}"));
            self.refused(&format!("the name {name}"), request, &[404]).await;
        }
    }
}

fn is_problem(answer: &Answer) -> bool {
    let told = |name: &str| answer.body[name].as_str().is_some_and(|text| !text.is_empty());
    answer.header("content-type") == "application/problem+json"
        && answer.body["status"] == answer.status
        && told("code")
        && told("detail")
        && answer.body["request_id"] == answer.header("x-request-id")
        && told("request_id")
        && answer.status < 500
}

/// Something that has every field of that schema, with values that look right.
fn sample(schema: &Value) -> Value {
    let schema = match schema["$ref"].as_str() {
        Some(to) => tandem::openapi::json().pointer(&to[1..]).unwrap(),
        None => schema,
    };
    let example = schema.get("example").cloned();
    if let Some(fields) = schema["properties"].as_object() {
        let mut whole: serde_json::Map<_, _> =
            fields.iter().map(|(name, field)| (name.clone(), sample(field))).collect();
        whole.extend(example.and_then(|example| example.as_object().cloned()).into_iter().flatten());
        return Value::Object(whole);
    }
    let either = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()).into_iter().flatten();
    let either = either.chain(schema["allOf"].as_array().into_iter().flatten());
    if let Some(one) = either.into_iter().find(|one| one["type"] != "null") {
        return sample(one);
    }
    let kinds = [&schema["type"], &schema["type"][0]].map(|kind| kind.as_str().unwrap_or_default());
    let is = |kind: &str| kinds.contains(&kind);
    example.unwrap_or_else(|| match () {
        () if schema["enum"].is_array() => schema["enum"][0].clone(),
        () if is("integer") || is("number") => json!(1),
        () if is("boolean") => json!(false),
        () if is("array") => json!([sample(&schema["items"])]),
        () => json!("x"),
    })
}

fn pointers(value: &Value, at: &str, places: &mut Vec<String>) {
    if !at.is_empty() {
        places.push(at.to_owned());
    }
    match value {
        Value::Object(fields) => {
            fields.iter().for_each(|(name, field)| pointers(field, &format!("{at}/{name}"), places));
        }
        Value::Array(items) => {
            items.iter().take(1).for_each(|item| pointers(item, &format!("{at}/0"), places));
        }
        _ => {}
    }
}

fn replaced(sample: &Value, at: &str, value: Value) -> Value {
    let mut body = sample.clone();
    *body.pointer_mut(at).unwrap() = value;
    body
}

#[tokio::test]
async fn nothing_breaks_an_operation() {
    on_each(|app| async move {
        let world = World::of(&app).await;
        let is_first = app.app.db.read(|conn| Ok::<_, tandem::Error>(conn.is_sqlite())).await.unwrap();
        let mut wrong = Vec::new();
        for operation in operations() {
            let caller = let_in(&operation);
            let before = rows(&app).await;
            let client = world.caller(caller);
            let path = world.path(&operation, caller, false);
            let mut trial = Trial { operation: &operation, client, path, wrong: &mut wrong };
            // What is refused before any database is asked is the same on each.
            if is_first {
                trial.forms().await;
                trial.files().await;
                trial.headers().await;
            }
            trial.bodies().await;
            trial.queries().await;
            trial.names().await;
            let after = rows(&app).await;
            let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
            if !changed.is_empty() {
                trial.wrong.push(format!("{} changed rows: {changed:?}", operation.id));
            }
            trial.odd_values().await;
            // A flag without an end is nothing odd, and would keep its owner from what comes after.
            if operation.id.starts_with("flag_") {
                client.act(&world.path(&operation, caller, false).replace("/flag", "/unflag")).await;
            }
        }
        assert!(wrong.is_empty(), "{} wrong answers\n{}", wrong.len(), wrong.join("\n"));
        app
    })
    .await;
}

#[tokio::test]
async fn paths_take_their_own_methods_only() {
    on_each(|app| async move {
        let world = World::of(&app).await;
        let all = operations();
        for operation in &all {
            let path = world.path(operation, "osp", false);
            let client = world.caller("osp");
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"] {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                let takes = |wanted: &Method| all.iter().any(|one| one.path == operation.path && one.method == *wanted);
                if takes(&method) || (method == Method::HEAD && takes(&Method::GET)) {
                    continue;
                }
                let answer = client.send(client.request(method.clone(), &path)).await;
                assert_eq!(answer.status, 405, "{method} {path}");
                assert!(method == Method::HEAD || is_problem(&answer), "{method} {path}: {:?}", answer.body);
            }
        }
        app
    })
    .await;
}
