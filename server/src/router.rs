//! Every route, on one page.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Uri;
use axum::middleware::from_fn;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::error::{Error, Result};
use crate::http::{Reply, etag, headers, request_id};
use crate::{
    accounts, ad_requests, admin, agreements, api_keys, attachments, audit, blocks, campaigns, collaborations, consent,
    dashboards, discovery, docs_page, earnings, events, exports, files, front, health, invoices, jobs, messages,
    moderation, niches, notifications, openapi, payments, privacy, profiles, reports, reviews, rights, spa, statements,
    telemetry, totp, webhooks,
};

/// The largest body of a request that is not an upload.
const MAX_BODY: usize = 256 * 1024;

#[expect(clippy::too_many_lines, reason = "every route, on one page")]
fn api() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(openapi::head())
        // Accounts
        .routes(routes!(accounts::register::register))
        .routes(routes!(accounts::login::login))
        .routes(routes!(accounts::login::refresh))
        .routes(routes!(accounts::login::logout))
        .routes(routes!(accounts::login::get_session))
        .routes(routes!(accounts::password::change_password))
        .routes(routes!(accounts::password::forgot_password))
        .routes(routes!(accounts::password::reset_password))
        .routes(routes!(accounts::email::change_email))
        .routes(routes!(accounts::email::verify_email))
        .routes(routes!(accounts::email::resend_verification))
        .routes(routes!(accounts::sessions::list_sessions, accounts::sessions::delete_sessions))
        .routes(routes!(accounts::sessions::delete_session))
        .routes(routes!(accounts::me::get_me, accounts::me::update_me, privacy::close::delete_me))
        .routes(routes!(privacy::close::get_closing))
        .routes(routes!(privacy::export::export_me))
        .routes(routes!(consent::routes::get_terms))
        .routes(routes!(consent::routes::get_consent, consent::routes::accept_terms))
        .routes(routes!(accounts::apply::apply_again))
        .routes(routes!(totp::routes::get_totp))
        .routes(routes!(totp::routes::enable_totp))
        .routes(routes!(totp::routes::confirm_totp))
        .routes(routes!(totp::routes::disable_totp))
        .routes(routes!(api_keys::routes::create_api_key, api_keys::routes::list_api_keys))
        .routes(routes!(api_keys::routes::delete_api_key))
        .routes(routes!(dashboards::sponsor::get_sponsor_dashboard))
        .routes(routes!(dashboards::influencer::get_influencer_dashboard))
        // Campaigns
        .routes(routes!(campaigns::routes::create_campaign, campaigns::routes::list_campaigns))
        .routes(routes!(
            campaigns::routes::get_campaign,
            campaigns::routes::update_campaign,
            campaigns::routes::delete_campaign
        ))
        .routes(routes!(campaigns::moves::publish_campaign))
        .routes(routes!(campaigns::moves::pause_campaign))
        .routes(routes!(campaigns::moves::resume_campaign))
        .routes(routes!(campaigns::moves::complete_campaign))
        .routes(routes!(campaigns::moves::cancel_campaign))
        .routes(routes!(campaigns::image::set_campaign_image, campaigns::image::delete_campaign_image))
        .routes(routes!(niches::list_niches))
        // Ad requests
        .routes(routes!(ad_requests::begin::create_ad_request))
        .routes(routes!(ad_requests::list::list_ad_requests))
        .routes(routes!(
            ad_requests::moves::get_ad_request,
            ad_requests::moves::update_ad_request,
            ad_requests::moves::delete_ad_request
        ))
        .routes(routes!(ad_requests::moves::counter_ad_request))
        .routes(routes!(ad_requests::moves::accept_ad_request))
        .routes(routes!(ad_requests::moves::reject_ad_request))
        .routes(routes!(ad_requests::moves::withdraw_ad_request))
        // Collaborations
        .routes(routes!(collaborations::list::list_collaborations))
        .routes(routes!(collaborations::routes::get_collaboration))
        .routes(routes!(collaborations::moves::fund_collaboration))
        .routes(routes!(collaborations::moves::cancel_collaboration))
        .routes(routes!(collaborations::moves::accept_cancellation))
        .routes(routes!(collaborations::moves::decline_cancellation))
        .routes(routes!(collaborations::moves::dispute_collaboration))
        .routes(routes!(collaborations::deliverables::submit_deliverable))
        .routes(routes!(collaborations::deliverables::approve_deliverable))
        .routes(routes!(collaborations::deliverables::request_changes))
        .routes(routes!(collaborations::deliverables::publish_deliverable))
        .routes(routes!(collaborations::deliverables::cancel_deliverable))
        .routes(routes!(attachments::routes::create_attachment))
        .routes(routes!(attachments::download::get_attachment, attachments::routes::delete_attachment))
        .routes(routes!(attachments::routes::create_attachment_ticket))
        .routes(routes!(agreements::routes::get_agreement_proof))
        .routes(routes!(agreements::document::get_agreement_document))
        .routes(routes!(reviews::routes::create_review, reviews::routes::list_collaboration_reviews))
        .routes(routes!(reviews::routes::list_influencer_reviews))
        .routes(routes!(reviews::routes::list_sponsor_reviews))
        .routes(routes!(rights::routes::list_rights))
        .routes(routes!(rights::routes::list_exclusivities))
        // Money
        .routes(routes!(payments::wallet::get_wallet))
        .routes(routes!(payments::stripe::webhook::stripe_webhook))
        .routes(routes!(payments::transactions::list_transactions))
        .routes(routes!(payments::routes::list_payments))
        .routes(routes!(payments::routes::get_payment))
        .routes(routes!(payments::routes::create_deposit))
        .routes(routes!(payments::routes::confirm_deposit))
        .routes(routes!(payments::routes::create_payout))
        .routes(routes!(payments::routes::create_withdrawal))
        .routes(routes!(payments::destination::set_payout_destination))
        .routes(routes!(invoices::routes::list_invoices))
        .routes(routes!(invoices::routes::get_invoice))
        .routes(routes!(
            invoices::billing::get_billing,
            invoices::billing::set_billing,
            invoices::billing::delete_billing
        ))
        .routes(routes!(statements::routes::get_statement))
        .routes(routes!(earnings::routes::get_earnings))
        // Reports
        .routes(routes!(reports::routes::list_reports))
        .routes(routes!(reports::routes::get_report))
        // Profiles
        .routes(routes!(profiles::influencer::get_influencer_profile, profiles::influencer::set_influencer_profile))
        .routes(routes!(profiles::sponsor::get_sponsor_profile, profiles::sponsor::set_sponsor_profile))
        .routes(routes!(profiles::channels::create_channel))
        .routes(routes!(profiles::channels::update_channel, profiles::channels::delete_channel))
        .routes(routes!(profiles::images::set_avatar, profiles::images::delete_avatar))
        .routes(routes!(profiles::images::set_logo, profiles::images::delete_logo))
        .routes(routes!(discovery::influencers::list_influencers))
        .routes(routes!(profiles::public::get_influencer))
        .routes(routes!(profiles::public::get_sponsor))
        // Messages
        .routes(routes!(messages::list::list_conversations, messages::begin::create_conversation))
        .routes(routes!(messages::list::get_conversation))
        .routes(routes!(messages::routes::list_messages, messages::routes::create_message))
        .routes(routes!(messages::routes::read_conversation))
        .routes(routes!(messages::routes::type_message))
        // Notifications
        .routes(routes!(notifications::list::list_notifications))
        .routes(routes!(notifications::list::read_notifications))
        .routes(routes!(events::routes::get_events))
        .routes(routes!(
            notifications::preferences::get_notification_preferences,
            notifications::preferences::set_notification_preferences
        ))
        .routes(routes!(notifications::unsubscribe::unsubscribe))
        .routes(routes!(notifications::unsubscribe::unsubscribe_at_once, notifications::unsubscribe::open_unsubscribe))
        // Webhooks
        .routes(routes!(webhooks::routes::create_webhook_endpoint, webhooks::routes::list_webhook_endpoints))
        .routes(routes!(
            webhooks::routes::get_webhook_endpoint,
            webhooks::routes::update_webhook_endpoint,
            webhooks::routes::delete_webhook_endpoint
        ))
        .routes(routes!(webhooks::routes::rotate_webhook_secret))
        .routes(routes!(webhooks::routes::test_webhook_endpoint))
        .routes(routes!(webhooks::deliveries::list_webhook_deliveries))
        .routes(routes!(webhooks::deliveries::replay_webhook_delivery))
        // Exports
        .routes(routes!(exports::routes::create_export, exports::routes::list_exports))
        .routes(routes!(exports::routes::get_export))
        .routes(routes!(exports::routes::create_export_ticket))
        .routes(routes!(exports::download::get_export_file))
        // Safety
        .routes(routes!(blocks::routes::list_blocks))
        .routes(routes!(blocks::routes::create_block, blocks::routes::delete_block))
        .routes(routes!(moderation::contest::contest_flag))
        .routes(routes!(moderation::contest::contest_campaign_flag))
        .routes(routes!(moderation::report::create_abuse_report))
        // Admin
        .routes(routes!(admin::stats::get_stats))
        .routes(routes!(admin::users::list_users))
        .routes(routes!(admin::users::get_user))
        .routes(routes!(admin::moderation::approve_user))
        .routes(routes!(admin::moderation::reject_user))
        .routes(routes!(admin::moderation::flag_user))
        .routes(routes!(admin::moderation::unflag_user))
        .routes(routes!(admin::moderation::suspend_user))
        .routes(routes!(admin::moderation::reinstate_user))
        .routes(routes!(moderation::bulk::moderate_users))
        .routes(routes!(moderation::queue::list_flags))
        .routes(routes!(moderation::contest::uphold_flag))
        .routes(routes!(moderation::contest::lift_flag))
        .routes(routes!(moderation::cases::list_abuse_reports))
        .routes(routes!(moderation::cases::get_abuse_report))
        .routes(routes!(moderation::resolve::resolve_abuse_report))
        .routes(routes!(admin::campaigns::list_all_campaigns))
        .routes(routes!(admin::campaigns::flag_campaign))
        .routes(routes!(admin::campaigns::unflag_campaign))
        .routes(routes!(admin::niches::list_all_niches, admin::niches::create_niche))
        .routes(routes!(admin::niches::update_niche, admin::niches::delete_niche))
        .routes(routes!(collaborations::disputes::list_disputes))
        .routes(routes!(collaborations::disputes::get_dispute))
        .routes(routes!(collaborations::disputes::resolve_dispute))
        .routes(routes!(consent::routes::publish_terms))
        .routes(routes!(messages::evidence::list_dispute_messages))
        .routes(routes!(jobs::routes::list_jobs))
        .routes(routes!(jobs::routes::get_jobs_summary))
        .routes(routes!(jobs::routes::retry_job))
        .routes(routes!(jobs::routes::cancel_job))
        .routes(routes!(jobs::routes::run_schedule))
        .routes(routes!(audit::list::list_audit_log))
        .routes(routes!(audit::sheet::export_audit_log))
        .routes(routes!(audit::chain::get_audit_chain))
        .routes(routes!(admin::outbox::list_outbox))
        .routes(routes!(admin::outbox::get_outbox_mail))
}

/// The description of the interface, without what holds for every operation.
pub fn description() -> utoipa::openapi::OpenApi {
    api().into_openapi()
}

/// The whole server.
pub fn router(app: &App) -> Router {
    let (api, _) = api().split_for_parts();
    let api = api
        .route("/openapi.json", get(openapi_document))
        .fallback(nothing_here)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(from_fn(etag::not_modified))
        .layer(from_fn(headers::layer))
        .layer(DefaultBodyLimit::max(MAX_BODY));
    Router::new()
        .nest("/api/v1", api)
        .merge(docs_page::router())
        .route("/api/{*rest}", axum::routing::any(nothing_here))
        .route("/", get(front::landing_page).fallback(spa::serve))
        .route("/agreements/{code}", get(agreements::page::proof_page).fallback(spa::serve))
        .route("/campaigns", get(front::campaigns_page).fallback(spa::serve))
        .route("/campaigns/{id}", get(campaigns::page::campaign_page).fallback(spa::serve))
        .route("/files/{name}", get(files::get_file))
        .route("/influencers", get(front::influencers_page).fallback(spa::serve))
        .route("/influencers/{username}", get(profiles::pages::influencer_page).fallback(spa::serve))
        .route("/sponsors/{username}", get(profiles::pages::sponsor_page).fallback(spa::serve))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .fallback(spa::serve)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| {
            axum::response::IntoResponse::into_response(Error::internal("a handler panicked"))
        }))
        .layer(from_fn(telemetry::requests))
        .layer(from_fn(audit::origin::layer))
        .layer(from_fn(request_id::layer))
        .with_state(app.clone())
}

async fn openapi_document() -> Result<Reply> {
    Ok(Reply::ok(openapi::json())?.version(1))
}

async fn nothing_here(_: Uri) -> Error {
    Error::NotFound
}

async fn method_not_allowed() -> Error {
    Error::MethodNotAllowed
}
