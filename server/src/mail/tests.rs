use domain::clock::Timestamp;
use lettre::message::Mailbox;
use uuid::Uuid;

use super::*;
use crate::config::{Config, Flags};
use crate::locale::Locale;
use crate::notifications::Notice;
use crate::notifications::digest::Gathered;
use crate::notifications::notice::{
    AdRequestNews, AnswerDue, ApprovalDue, CaseNews, ContestNews, Digest, FlagNews, LicenceNews, PayoutDue, Reason,
    ReportNews, StoppedWork, WorkNews,
};

const FROM: Sender<'static> = Sender { instance: "Tandem & Friends", public_url: "https://tandem.example" };

fn news() -> AdRequestNews {
    AdRequestNews {
        campaign: "Autumn <b>tea</b>".into(),
        other_side: "Jasmin & Söhne".into(),
        amount: "1,500.00 EUR".into(),
        message: "First line\n<script>alert(1)</script>".into(),
        link: "/app/ad-requests/1".into(),
    }
}

/// Without what not every text of the work has.
fn work() -> WorkNews {
    WorkNews {
        campaign: "Autumn <b>tea</b>".into(),
        other_side: String::new(),
        deliverable: "reel · instagram".into(),
        amount: String::new(),
        until: "2026-12-05".into(),
        message: String::new(),
        link: "/app/collaborations/1".into(),
    }
}

fn link() -> Link {
    Link { link: "/verify#token".into() }
}

fn reason() -> Reason {
    Reason { reason: "Not <i>plausible</i>".into() }
}

fn flag() -> FlagNews {
    let (subject, reason) = ("Autumn <b>tea</b>".into(), "Not <i>plausible</i>".into());
    FlagNews { subject, reason, until: "2026-12-05".into(), link: "/app/campaigns/1".into() }
}

fn contest() -> ContestNews {
    let (person, subject) = ("Acme".into(), "Autumn <b>tea</b>".into());
    ContestNews { person, subject, until: "2026-12-05".into(), link: "/app/admin/reports?tab=flags".into() }
}

fn case() -> CaseNews {
    CaseNews { subject: "Autumn <b>tea</b>".into(), link: "/app/admin/reports/1".into() }
}

fn report() -> ReportNews {
    let figure = Figure { name: "agreed".into(), value: "€12,300".into(), note: "+23% · €10,000 in Sep".into() };
    let facts = serde_json::json!({"budget": "€5,000", "committed": "€1,000", "ads": "1 / 2"});
    let facts = facts.as_object().cloned().unwrap();
    let row = Row { title: "Autumn <b>tea</b>".into(), value: "€900".into(), link: "/app/campaigns/1".into(), facts };
    ReportNews {
        month: "October 2026".into(),
        lede: "€12,300 agreed in October 2026.".into(),
        link: "/app/reports/2026-10".into(),
        figures: vec![figure],
        sections: vec![Section { name: "campaigns".into(), rows: vec![row] }],
        enclosures: Vec::new(),
    }
}

/// Requests that wait for 0 to 12 days, and a campaign.
fn digest() -> Digest {
    let row = |days: i64| Row {
        title: "Autumn <b>tea</b>".into(),
        value: "1,500.00 EUR".into(),
        link: "/app/ad-requests/1".into(),
        facts: serde_json::json!({"other_side": "Jasmin & Söhne", "days": days}).as_object().cloned().unwrap(),
    };
    let waiting = Section { name: "waiting".into(), rows: [0, 1, 2, 5, 12].map(row).into() };
    let facts = serde_json::json!({"sponsor": "Acme", "score": 87}).as_object().cloned().unwrap();
    let campaign = Row { title: "Tea".into(), value: "20,000.00 EUR".into(), link: "/campaigns/1".into(), facts };
    let campaigns = Section { name: "campaigns".into(), rows: vec![campaign] };
    Digest { count: 5, sections: vec![waiting, campaigns], link: "/app/ad-requests".into() }
}

/// What happened since the last mail.
fn gathered() -> Gathered {
    let facts = serde_json::json!({"text": "You can <i>work</i> now."}).as_object().cloned().unwrap();
    let row = Row { title: "Funded".into(), value: String::new(), link: "/app/collaborations/1".into(), facts };
    let sections = vec![Section { name: "news".into(), rows: vec![row] }];
    Gathered { count: 1, sections, link: "/app/notifications".into() }
}

fn every_kind() -> Vec<MailKind> {
    let (campaign, page) = ("Autumn tea", "/campaigns/1");
    let notices = [
        Notice::AccountApproved,
        Notice::AccountRejected(reason()),
        Notice::AccountFlagged(reason()),
        Notice::AccountUnflagged,
        Notice::AccountSuspended(reason()),
        Notice::AccountReinstated,
        Notice::CampaignFlagged { campaign: campaign.into(), reason: "Not plausible".into(), link: page.into() },
        Notice::CampaignUnflagged { campaign: campaign.into(), link: page.into() },
        Notice::FlagUpheld(flag()),
        Notice::FlagLifted(flag()),
        Notice::FlagUnanswered(flag()),
        Notice::FlagExpired(flag()),
        Notice::FlagContested(contest()),
        Notice::ContestDue(contest()),
        Notice::Warned(flag()),
        Notice::AbuseReported(case()),
        Notice::ReportUpheld(case()),
        Notice::ReportDismissed(case()),
        Notice::InvitationReceived(news()),
        Notice::ApplicationReceived(news()),
        Notice::CounterReceived(news()),
        Notice::AdRequestEdited(news()),
        Notice::AdRequestAccepted(news()),
        Notice::AdRequestRejected(news()),
        Notice::AdRequestWithdrawn(news()),
        Notice::AdRequestExpired(news()),
        Notice::MonthlyReport(report()),
        Notice::PayoutDone { amount: "1,500.00 EUR".into(), link: page.into() },
        Notice::PayoutFailed { amount: "1,500.00 EUR".into(), link: page.into() },
        Notice::RequestsWaiting(digest()),
        Notice::CampaignsForYou(Digest { count: 0, sections: digest().sections.split_off(1), link: page.into() }),
        Notice::AnswerDue(AnswerDue {
            campaign: campaign.into(),
            other_side: "Jasmin".into(),
            amount: "1,500.00 EUR".into(),
            until: "2026-12-05".into(),
            link: page.into(),
        }),
        Notice::LicenceEnding(LicenceNews {
            campaign: campaign.into(),
            other_side: "Jasmin".into(),
            deliverable: "reel · instagram".into(),
            until: "2026-12-05".into(),
            link: page.into(),
        }),
        Notice::ApprovalDue(ApprovalDue { sponsor: "Acme".into(), until: "2026-12-05".into(), link: page.into() }),
        Notice::CampaignOver(work()),
        Notice::CampaignOverAtWork(work()),
        Notice::WorkStopped(work()),
        Notice::WorkResumed(work()),
        Notice::WorkToSettle(StoppedWork { person: "Mira".into(), count: 3, link: page.into() }),
        Notice::FundingDue(work()),
        Notice::SubmissionDue(work()),
        Notice::ReviewDue(work()),
        Notice::ChangesDue(work()),
        Notice::PublicationDue(work()),
        Notice::CancellationDue(work()),
        Notice::DisputeDue(work()),
        Notice::PayoutDue(PayoutDue {
            person: "Mira".into(),
            amount: "1,500.00 EUR".into(),
            until: "2026-12-05".into(),
            link: page.into(),
        }),
        Notice::RatingDue(work()),
    ];
    let direct = [
        MailKind::VerifyEmail(link()),
        MailKind::ResetPassword(link()),
        MailKind::EmailChanged { new_email: "new@example.com".into() },
        MailKind::PasswordChanged,
        MailKind::Gathered(gathered()),
        MailKind::SecondFactorOn,
        MailKind::SecondFactorOff,
        MailKind::ApiKeyMade,
    ];
    direct.into_iter().chain(notices.map(MailKind::Notice)).collect()
}

fn notice() -> MailKind {
    MailKind::Notice(Notice::AccountUnflagged)
}

fn to(name: &str, locale: Locale) -> Recipient {
    Recipient { name: name.into(), email: "reader@example.com".into(), locale, unsubscribe: Some("t0k-en".into()) }
}

#[test]
fn every_mail_has_words_of_its_own_in_every_language() {
    for locale in Locale::ALL {
        for kind in every_kind() {
            let facts = serde_json::to_value(&kind).unwrap();
            let key = facts["kind"].as_str().unwrap();
            let subject = crate::texts::get(locale, &format!("mail.{key}.subject"));
            assert!(subject.is_some(), "{locale:?} {key}");
            let mail = render(&kind, &to("Ada", locale), FROM).unwrap();
            for part in [&mail.subject, &mail.html, &mail.text] {
                assert!(!part.is_empty() && !part.contains("{{"), "{locale:?} {key}: {part}");
                assert!(!part.contains("undefined"), "{locale:?} {key}: {part}");
            }
            let link = format!("{}{}", FROM.public_url, facts["link"].as_str().unwrap_or_default());
            assert!(mail.text.contains(&link), "{locale:?} {key}");
            let html = mail.html.replace("&#x2f;", "/");
            assert!(html.contains(&format!("href=\"{link}\"")), "{locale:?} {key}: {html}");
            for name in ["campaign", "other_side", "amount", "new_email"] {
                let fact = facts[name].as_str().unwrap_or_default();
                assert!(mail.text.contains(fact), "{locale:?} {key} {name}");
            }
        }
    }
}

#[test]
fn arabic_runs_from_right_to_left() {
    let html = |name, locale| {
        let mail = render(&notice(), &to(name, locale), FROM);
        mail.unwrap().html
    };
    let (arabic, english) = (html("ليلى", Locale::Ar), html("Ada", Locale::En));
    assert!(arabic.contains("dir=\"rtl\"") && arabic.contains("lang=\"ar\""));
    assert!(arabic.contains("line-height:1.55;text-align:right"));
    assert!(!arabic.contains("line-height:1.55;text-align:left"));
    assert!(!arabic.contains("direction:ltr") && !english.contains("direction:rtl"));
    assert!(english.contains("line-height:1.55;text-align:left"));
}

#[test]
fn a_mail_fetches_nothing() {
    let kind = MailKind::Notice(Notice::InvitationReceived(news()));
    let html = render(&kind, &to("Ada", Locale::En), FROM).unwrap().html;
    let html = html.replace("src=\"cid:logo\"", "");
    for fetched in ["src=", "url(", "@import", "rel=\"stylesheet\""] {
        assert!(!html.contains(fetched), "{fetched} in {html}");
    }
}

#[test]
fn what_people_typed_is_text_and_nothing_else() {
    let name = "<img src=x onerror=alert(1)>\r\nBcc: all@example.com {{ instance }}";
    let mut news = news();
    news.campaign = "Tea\r\nBcc: all@example.com".into();
    let kind = MailKind::Notice(Notice::InvitationReceived(news));
    let mail = render(&kind, &to(name, Locale::En), FROM).unwrap();
    assert!(!mail.html.contains("<img src=x") && !mail.html.contains("<script"));
    assert!(mail.html.contains("&lt;img src=x onerror"));
    assert!(mail.html.contains("&lt;script&gt;"));
    assert!(mail.html.contains("{{ instance }}"), "a placeholder in a name is filled in");
    assert!(mail.text.contains("> First line\n> <script>alert(1)"));
    assert!(!mail.subject.contains(char::is_control), "{}", mail.subject);
    assert!(!mail.to.name.unwrap().contains(char::is_control));
}

/// A notice with all that a mail can show.
#[derive(serde::Serialize)]
struct Full {
    kind: &'static str,
    link: &'static str,
    figures: Vec<Figure>,
    sections: Vec<Section>,
}

#[test]
fn figures_and_lists_are_shown() {
    let figure = |name: &str, note: &str| Figure { name: name.into(), value: "1,500.00 EUR".into(), note: note.into() };
    let row = |title: &str, link: &str| Row {
        title: title.into(),
        value: "200.00 EUR".into(),
        link: link.into(),
        facts: serde_json::Map::default(),
    };
    let full = Full {
        kind: "account_approved",
        link: "/app",
        figures: vec![figure("open", "+12 %"), figure("footer", ""), figure("open", ""), figure("open", "")],
        sections: vec![Section {
            name: "link_help".into(),
            rows: vec![row("Autumn <b>tea</b>", "/app/x"), row("Spring", "")],
        }],
    };
    let words = Words::of(&full, Locale::En, "Ada", "Tandem").unwrap();
    let mail = super::render::page(&words, &to("Ada", Locale::En), FROM).unwrap();
    for part in [
        "Open Tandem: 1,500.00 EUR (+12 %)",
        "- Autumn <b>tea</b> · 200.00 EUR\n  https://tandem.example/app/x",
        "- Spring · ",
    ] {
        assert!(mail.text.contains(part), "{part} in {}", mail.text);
    }
    let html = mail.html.replace("&#x2f;", "/");
    assert!(
        html.contains("<a href=\"https://tandem.example/app/x\"><bdi>Autumn &lt;b&gt;tea&lt;/b&gt;</bdi></a>"),
        "{html}"
    );
    assert_eq!((html.matches("class=\"value\"").count(), html.matches("<tr><td>").count()), (4, 4), "{html}");
}

#[test]
fn a_long_message_is_shortened() {
    let kind = MailKind::Notice(Notice::AccountRejected(Reason { reason: "ä".repeat(600) }));
    let mail = render(&kind, &to("Ada", Locale::En), FROM).unwrap();
    assert_eq!(mail.text.matches('ä').count(), 500);
    assert!(mail.text.contains("ä…"));
}

#[test]
fn a_mail_without_a_quote_has_no_empty_one() {
    let mail = render(&notice(), &to("Ada", Locale::En), FROM).unwrap();
    assert!(!mail.html.contains("class=\"quote\"") && !mail.text.contains('>'));
}

fn mailer(data: &std::path::Path) -> Mailer {
    let toml = data.join("tandem.toml");
    std::fs::write(&toml, format!("data_dir = {:?}\n", data.join("data"))).unwrap();
    let config = Config::read(&Flags::default(), &std::collections::BTreeMap::new(), &toml);
    Mailer::open(&config.unwrap()).unwrap()
}

#[tokio::test]
async fn a_folder_takes_one_file_a_mail_however_often_it_is_sent() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = mailer(folder.path());
    let kind = MailKind::Notice(Notice::InvitationReceived(news()));
    let mail = render(&kind, &to("Ada", Locale::De), FROM).unwrap();
    let (id, at) = (Uuid::from_u128(7), Timestamp(1_700_000_000_000));
    mailer.send(&mail, id, at).await.unwrap();
    mailer.send(&mail, id, at).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path().join("data/mail")).unwrap().collect();
    assert_eq!(files.len(), 1);
    let eml = std::fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
    for line in [
        "To: Ada <reader@example.com>\r\n",
        "From: Tandem <no-reply@localhost>\r\n",
        "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n",
        "Message-ID: <00000000-0000-0000-0000-000000000007@localhost>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "List-Unsubscribe: <https://tandem.example/api/v1/unsubscribe/t0k-en>\r\n",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        "Content-Type: multipart/related;",
        "Content-ID: <logo>\r\n",
        "Content-Type: multipart/alternative;",
    ] {
        assert!(eml.contains(line), "{line} in {eml}");
    }
}

#[tokio::test]
async fn files_go_with_a_mail() {
    let folder = tempfile::tempdir().unwrap();
    let mut mail = render(&notice(), &to("Ada", Locale::En), FROM).unwrap();
    let kind = "application/pdf".to_owned();
    let attachment =
        Attachment { name: "Bericht Mär\n.pdf".into(), content_type: kind, bytes: b"%PDF-1.7 \xff"[..].into() };
    mail.attachments = vec![attachment.clone()];
    let mailer = mailer(folder.path());
    mailer.send(&mail, Uuid::nil(), Timestamp(0)).await.unwrap();
    let file = folder.path().join(format!("data/mail/{}.eml", Uuid::nil()));
    let eml = std::fs::read_to_string(file).unwrap();
    for part in ["multipart/mixed", "multipart/alternative", "Content-Type: application/pdf", "JVBERi0xLjcg/w=="] {
        assert!(eml.contains(part), "{part} in {eml}");
    }
    mail.attachments = vec![Attachment { content_type: "no type".into(), ..attachment }];
    let sent = mailer.send(&mail, Uuid::nil(), Timestamp(0)).await;
    assert!(matches!(sent, Err(MailError::Refused(_))));
}

#[tokio::test]
async fn a_header_of_two_lines_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut mail = render(&notice(), &to("Ada", Locale::En), FROM).unwrap();
    mail.headers.push(("List-Unsubscribe", "<x>\r\nBcc: all@example.com".into()));
    let sent = mailer(folder.path()).send(&mail, Uuid::nil(), Timestamp(0)).await;
    assert!(matches!(sent, Err(MailError::Refused(_))));
}

#[tokio::test]
async fn a_name_can_not_add_a_header() {
    let folder = tempfile::tempdir().unwrap();
    let mut mail = render(&notice(), &to("Ada", Locale::En), FROM).unwrap();
    let address = mail.to.email.clone();
    mail.to = Mailbox::new(Some("Ada\r\nBcc: all@example.com".into()), address);
    let sent = mailer(folder.path()).send(&mail, Uuid::nil(), Timestamp(0)).await;
    assert!(matches!(sent, Err(MailError::Refused(_))));
}
