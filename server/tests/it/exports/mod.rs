mod access;
mod download;
mod fail;
mod write;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Client, TestApp};

/// Asks for an export; answers it.
async fn ask(client: &Client, kind: &str) -> Value {
    client.post("/exports", json!({"kind": kind})).await.expect(202)
}

fn path(export: &Value, behind: &str) -> String {
    format!("/exports/{}{behind}", export["id"].as_str().unwrap())
}

/// Exports that and answers the file, as text.
async fn export(app: &TestApp, client: &Client, kind: &str) -> String {
    let export = ask(client, kind).await;
    app.run_jobs().await;
    file(client, &export).await
}

async fn file(client: &Client, export: &Value) -> String {
    let answer = client.request(Method::GET, &path(export, "/file")).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// The rows of a file by the titles of their columns; every row has as many cells as there are titles.
fn rows(file: &str) -> Vec<Value> {
    let csv = file.strip_prefix('\u{feff}').unwrap();
    assert!(csv.ends_with("\r\n"));
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize::<std::collections::BTreeMap<String, String>>().map(|row| json!(row.unwrap())).collect()
}

/// The file that is in the store, or was.
async fn kept(app: &TestApp) -> Vec<String> {
    let folder = app.app.config.data_dir.join("files/exports");
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
