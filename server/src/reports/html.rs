//! A report as a page of its own.

use std::sync::LazyLock;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};

use super::report::Report;
use super::view::View;
use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::Locale;

static TEMPLATES: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(|| {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    // The name's ending has it escape what it is given.
    env.add_template("report.html", include_str!("../../templates/reports/report.html")).map_err(|e| e.to_string())?;
    Ok(env)
});

/// The page in that language.
pub fn render(app: &App, report: &Report, locale: Locale) -> Result<String> {
    let env = TEMPLATES.as_ref().map_err(Error::internal)?;
    let logo = report.sponsor.logo_url.as_ref().map(|path| format!("{}{path}", app.config.public_url()));
    let page = context! { instance => app.config.instance.name.as_str(), logo, ..Value::from(Serde(View::of(report, locale))) };
    env.get_template("report.html").and_then(|template| template.render(page)).map_err(Error::internal)
}
