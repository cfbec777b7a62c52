//! The secrets that sign what is posted: drawn from the instance's key, an address and a number that counts its secrets.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::clock::Timestamp;
use domain::ids::WebhookEndpointId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use standardwebhooks::{Webhook, WebhookError};

use super::EndpointRow;
use crate::auth::keys::Keys;

fn bytes(keys: &Keys, id: WebhookEndpointId, generation: i64) -> Vec<u8> {
    // HMAC takes keys of any length, so this can't fail; an empty secret would only make signatures unverifiable.
    Hmac::<Sha256>::new_from_slice(keys.webhooks()).map_or_else(
        |_| Vec::new(),
        |mut mac| {
            mac.update(format!("{id}:{generation}").as_bytes());
            mac.finalize().into_bytes().to_vec()
        },
    )
}

/// The secret of that address, as it is told: `whsec_…`.
pub fn told(keys: &Keys, row: &EndpointRow) -> String {
    format!("whsec_{}", STANDARD.encode(bytes(keys, row.id.0, row.generation)))
}

/// The `webhook-signature` of what is posted now: by the secret, and by the one before while that is still good.
pub fn signature(
    keys: &Keys,
    row: &EndpointRow,
    message: &str,
    payload: &str,
    now: Timestamp,
) -> Result<String, WebhookError> {
    let before = row.previous_until.filter(|until| *until > now.0).map(|_| row.generation - 1);
    let signatures = std::iter::once(row.generation).chain(before).map(|generation| {
        let signer = Webhook::from_bytes(bytes(keys, row.id.0, generation))?;
        signer.sign(message, now.0 / 1000, payload.as_bytes())
    });
    Ok(signatures.collect::<Result<Vec<_>, _>>()?.join(" "))
}
