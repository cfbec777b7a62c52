//! Rows of any table as JSON, for the file of all that is kept of a person.

use db::Conn;
use diesel::prelude::*;
use diesel::sql_types::Text;
use domain::clock::Timestamp;
use domain::ids::UserId;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// What nobody is given, since it would serve to log in or to try out.
const SECRET: [&str; 12] = [
    "password_hash",
    "token_hash",
    "previous_hash",
    "code_hash",
    "secret",
    "token",
    "method",
    "salt",
    "message_salt",
    "sponsor_salt",
    "influencer_salt",
    "password",
];

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

/// The rows of a table for which the condition holds, in which `$1` is that person's id: instants in words, JSON as what
/// it is, secrets left out.
pub fn of(conn: &mut Conn, table: &str, condition: &str, me: UserId) -> Result<Value> {
    let select = if conn.is_sqlite() {
        let columns = format!("select name from pragma_table_info('{table}')");
        let columns: Vec<Name> = diesel::sql_query(columns).load(conn)?;
        let pairs: Vec<String> = columns.iter().map(|Name { name }| format!("'{name}', {name}")).collect();
        format!("select json_object({}) as row from {table} where {condition}", pairs.join(", "))
    } else {
        format!("select row_to_json(t)::text as row from (select * from {table} where {condition}) t")
    };
    let rows: Vec<Row> = diesel::sql_query(select).bind::<Text, _>(me.to_string()).load(conn)?;
    let rows = rows.into_iter().map(|Row { row }| serde_json::from_str(&row).map(told).map_err(Error::internal));
    rows.collect::<Result<Vec<Value>>>().map(Value::Array)
}

fn told(row: Map<String, Value>) -> Value {
    let columns = row.into_iter().filter(|(name, _)| !SECRET.contains(&name.as_str()));
    columns.map(|(name, value)| (name.clone(), readable(&name, value))).collect()
}

fn readable(name: &str, value: Value) -> Value {
    let is_instant = name == "at" || ["_at", "_until", "_since"].iter().any(|end| name.ends_with(end));
    match value {
        Value::Number(ms) if is_instant => ms.as_i64().map_or(Value::Null, |ms| Timestamp(ms).to_string().into()),
        Value::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(&text).unwrap_or(Value::String(text))
        }
        value => value,
    }
}
