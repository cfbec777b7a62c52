//! `cargo xtask api`: the OpenAPI document from the code, the web app's types from the document.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{process, tools, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<()> {
    tools::need_build_tools()?;
    let document = workspace.root.join("server/openapi.json");
    let types = workspace.web().join("src/api/schema.d.ts");
    let before = (fs::read(&document).ok(), fs::read(&types).ok());

    process::run(&mut workspace.cargo(&["build", "--package", "tandem"]))?;
    let text = process::output(process::tool(workspace.binary("debug", "tandem")).arg("openapi"))?;
    fs::write(&document, text).with_context(|| format!("cannot write {}", document.display()))?;
    workspace.npm_ci()?;
    process::run(&mut workspace.npm(&["run", "api"]))?;

    let after = (fs::read(&document).ok(), fs::read(&types).ok());
    if check && after != before {
        restore(&document, before.0)?;
        restore(&types, before.1)?;
        bail!("server/openapi.json or web/src/api/schema.d.ts is not what the code says: run `cargo xtask api`");
    }
    Ok(())
}

fn restore(path: &Path, content: Option<Vec<u8>>) -> Result<()> {
    match content {
        Some(content) => fs::write(path, content)?,
        None => fs::remove_file(path)?,
    }
    Ok(())
}
