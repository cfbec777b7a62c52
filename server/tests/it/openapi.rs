//! The interface's description: kept, whole, and true to itself.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::world::operations;

fn document() -> &'static Value {
    tandem::openapi::json()
}

/// Calls `with` for every value in the document, with the pointer to it.
fn walk(value: &Value, at: &str, with: &mut impl FnMut(&str, &Value)) {
    with(at, value);
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                walk(field, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), with);
            }
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, &format!("{at}/{index}"), with));
        }
        _ => {}
    }
}

#[test]
fn the_kept_document_is_what_the_code_says() {
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json")).unwrap_or_default();
    let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
    assert!(kept == *document(), "server/openapi.json is not what the code says: run `cargo xtask api`");
}

#[test]
fn every_operation_says_what_it_does_and_answers() {
    let mut ids = BTreeSet::new();
    for operation in operations() {
        let (id, said) = (&operation.id, &operation.described);
        assert!(ids.insert(id.clone()), "{id} is there twice");
        assert!(said["summary"].as_str().is_some_and(|text| text.len() > 5), "{id} has no summary");
        assert!(said["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{id} has no tag");
        let responses = said["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.as_str() < "400"), "{id} never succeeds");
        for (status, response) in responses {
            assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{id} {status}");
            let has_content = response["content"].is_object();
            let is_problem = response["content"]["application/problem+json"]["schema"].is_object();
            match status.as_str() {
                "204" | "303" | "304" => assert!(!has_content, "{id} {status} has no body"),
                success if success.starts_with('2') => assert!(has_content && !is_problem, "{id} {status}"),
                _ => assert!(is_problem, "{id} {status} is no problem"),
            }
        }
        let errors: Vec<&str> = responses.keys().map(String::as_str).filter(|status| *status >= "400").collect();
        let is_public = said["security"].as_array().is_some_and(|ways| ways.contains(&json!({})));
        let mut wanted = vec!["429", "503"];
        wanted.extend(if is_public { &[][..] } else { &["401", "403"] });
        wanted.extend(if operation.path.contains('{') { &["404"][..] } else { &[] });
        wanted.extend(if operation.json_schema().is_some() { &["400", "413", "415", "422"][..] } else { &[] });
        wanted.extend(if operation.query().is_empty() { &[][..] } else { &["422"] });
        assert!(wanted.iter().all(|status| errors.contains(status)), "{id}: {wanted:?} are not all in {errors:?}");
    }
}

#[test]
fn paths_and_their_parameters_agree() {
    for operation in operations() {
        let slots: BTreeSet<&str> = operation.path.split(['{', '}']).skip(1).step_by(2).collect();
        let parameters = operation.described["parameters"].as_array().cloned().unwrap_or_default();
        let in_path = parameters.iter().filter(|one| one["in"] == "path");
        let named: BTreeSet<&str> = in_path.clone().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(slots, named, "{}", operation.id);
        assert!(in_path.clone().all(|one| one["required"] == true), "{}", operation.id);
        let keys: BTreeSet<String> = parameters.iter().map(|one| format!("{}{}", one["in"], one["name"])).collect();
        assert_eq!(keys.len(), parameters.len(), "{}: a parameter is there twice", operation.id);
        assert!(parameters.iter().all(|one| one["schema"].is_object()), "{}", operation.id);
    }
}

#[test]
fn it_is_open_api_3_1_and_every_reference_leads_somewhere() {
    let document = document();
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    assert!(document["components"]["securitySchemes"]["bearer"].is_object());
    walk(document, "", &mut |at, value| {
        if let Some(to) = value.get("$ref").and_then(Value::as_str) {
            assert!(to.strip_prefix('#').is_some_and(|to| document.pointer(to).is_some()), "{at} leads to {to}");
        }
    });
}

/// A schema of the components, which stands for itself.
fn alone(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}"), "components": document()["components"]})
}

#[test]
fn schemas_can_be_used_and_their_examples_fit_them() {
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        let rules = jsonschema::options().should_validate_formats(true).build(&alone(name));
        let rules = rules.unwrap_or_else(|error| panic!("{name}: {error}"));
        if let Some(example) = schema.get("example") {
            let faults: Vec<_> = rules.iter_errors(example).map(|fault| fault.to_string()).collect();
            assert!(faults.is_empty(), "the example of {name}: {faults:?}");
        }
    }
}

#[test]
fn requests_take_no_unknown_fields() {
    let mut open = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut waiting: Vec<Value> = operations().iter().filter_map(|one| one.json_schema().cloned()).collect();
    assert!(!waiting.is_empty());
    while let Some(schema) = waiting.pop() {
        walk(&schema, "", &mut |_, part| {
            let Some(to) = part.get("$ref").and_then(Value::as_str) else { return };
            if seen.insert(to.to_owned()) {
                let part = document().pointer(&to[1..]).unwrap();
                if part["properties"].is_object() && part["additionalProperties"] != false {
                    open.insert(to.to_owned());
                }
                waiting.push(part.clone());
            }
        });
    }
    assert!(open.is_empty(), "these take unknown fields: {open:?}");
}
