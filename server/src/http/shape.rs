//! Reading JSON into a type. What does not fit is held against the interface's own description, so that all faults are
//! told at once, in the words of the document that clients read.

use domain::fault::Faults;
use jsonschema::error::ValidationErrorKind as Kind;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::error::{Error, Result};

/// The bytes as a `T`.
pub(super) fn read<T: DeserializeOwned + ToSchema>(bytes: &[u8]) -> Result<T> {
    refuse_nul(bytes)?;
    refuse_list(bytes)?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let fault = match serde_path_to_error::deserialize(&mut reader) {
        Ok(value) => return reader.end().map(|()| value).map_err(|_| malformed()),
        Err(fault) => fault,
    };
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return Err(malformed()) };
    let mut faults = Faults::new();
    compare::<T>(&value, &mut faults);
    if faults.0.is_empty() {
        faults.add(pointer_of(fault.path()), "invalid", sentence(&fault.inner().to_string()));
    }
    Err(faults.into())
}

/// Refuses a list where an object is meant: a `[]` would otherwise be as good as a `{}`.
fn refuse_list(bytes: &[u8]) -> Result<()> {
    if bytes.trim_ascii_start().first() != Some(&b'[') {
        return Ok(());
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).map_err(|_| malformed())?;
    Err(Error::invalid("", "wrong_type", "Must be of the type object."))
}

/// Refuses texts with NUL in them, which nothing means and PostgreSQL can't hold, wherever they stand.
fn refuse_nul(bytes: &[u8]) -> Result<()> {
    if !bytes.windows(6).any(|part| part == b"\\u0000") {
        return Ok(());
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|_| malformed())?;
    let mut faults = Faults::new();
    note_nul(&value, "", &mut faults);
    Ok(faults.check()?)
}

fn note_nul(value: &Value, at: &str, faults: &mut Faults) {
    match value {
        Value::String(text) if text.contains('\0') => {
            faults.add(at, "control_character", "Must not contain control characters.");
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| note_nul(item, &format!("{at}/{index}"), faults));
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                note_nul(field, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), faults);
            }
        }
        _ => {}
    }
}

fn malformed() -> Error {
    Error::Malformed("The body is not valid JSON.".into())
}

/// Notes everything in which the value differs from the description of `T`.
fn compare<T: ToSchema>(value: &Value, faults: &mut Faults) {
    let schema = json!({"$ref": format!("#/components/schemas/{}", T::name()), "components": &crate::openapi::json()["components"]});
    let Ok(description) = jsonschema::options().should_validate_formats(true).build(&schema) else { return };
    for fault in description.iter_errors(value) {
        let at = fault.instance_path().to_string();
        match fault.kind() {
            Kind::Required { property } => {
                faults.add(format!("{at}/{}", property.as_str().unwrap_or_default()), "required", "Must be given.");
            }
            Kind::AdditionalProperties { unexpected } => {
                for name in unexpected {
                    faults.add(format!("{at}/{name}"), "unknown_field", "There is no such field.");
                }
            }
            // Something that takes no fields at all got some.
            Kind::FalseSchema => {
                for name in value.pointer(&at).and_then(Value::as_object).into_iter().flat_map(|fields| fields.keys()) {
                    faults.add(format!("{at}/{name}"), "unknown_field", "There is no such field.");
                }
            }
            Kind::Type { .. } => faults.add(at, "wrong_type", sentence(&fault.to_string())),
            Kind::Enum { options } => faults.add(at, "not_one_of", format!("Must be one of {options}.")),
            Kind::Format { format } => faults.add(at, "invalid_format", format!("Must be a {format}.")),
            Kind::Pattern { .. } => faults.add(at, "invalid_format", "Does not have the right form."),
            Kind::Minimum { limit } => faults.add(at, "out_of_range", format!("Must be at least {limit}.")),
            Kind::Maximum { limit } => faults.add(at, "out_of_range", format!("Must be at most {limit}.")),
            _ => faults.add(at, "invalid", "Does not have the right form."),
        }
    }
}

fn pointer_of(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                format!("/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// A library's message without the value that it quotes, which may be a secret, and without the place in the text.
fn sentence(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or_default();
    match message.find(" is not of type") {
        Some(at) => {
            format!("Must be{}.", message[at + " is not".len()..].replace(" of type", " of the type").replace('"', ""))
        }
        None if message.starts_with("invalid type") => message
            .split("expected ")
            .nth(1)
            .map_or_else(|| "Has the wrong type.".into(), |wanted| format!("Must be {wanted}.")),
        None if message.starts_with("unknown field") || message.starts_with("duplicate field") => {
            message.split(',').next().map(|text| format!("{text}.")).unwrap_or_default()
        }
        None => "Does not have the right form.".into(),
    }
}
