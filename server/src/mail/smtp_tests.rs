//! Mail goes to a real server, in the clear and by TLS.

use std::net::IpAddr;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use domain::clock::Timestamp;
use mailin::{Action, AuthMechanism, Handler, Response, SessionBuilder, response};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto, pki_types::PrivateKeyDer};
use uuid::Uuid;

use super::*;
use crate::config::{Config, Flags};
use crate::locale::Locale;

/// What the server makes of a mail.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Keep,
    Answer(u16),
    /// Hangs up when the text is about to come.
    Cut,
}

/// How the server takes TLS.
#[derive(Clone, Copy, PartialEq)]
enum Secrecy {
    None,
    StartTls,
    Implicit,
}

#[derive(Default)]
struct Heard {
    connections: usize,
    logins: Vec<String>,
    mails: Vec<Received>,
}

#[derive(Clone, Default)]
struct Received {
    from: String,
    to: String,
    text: String,
    secret: bool,
}

struct Server {
    port: u16,
    heard: Arc<Mutex<Heard>>,
    folder: tempfile::TempDir,
}

/// One connection's side of the protocol.
struct Desk {
    verdict: Verdict,
    secret: Arc<AtomicBool>,
    now: Received,
    heard: Arc<Mutex<Heard>>,
}

impl Handler for Desk {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        let secret = self.secret.load(Ordering::SeqCst);
        self.now = Received { from: from.into(), secret, ..Received::default() };
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        to.clone_into(&mut self.now.to);
        match self.verdict {
            Verdict::Answer(code) => Response::custom(code, format!("not {to}")),
            _ => response::OK,
        }
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.now.text.push_str(&String::from_utf8_lossy(line));
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.heard.lock().unwrap().mails.push(self.now.clone());
        response::OK
    }

    fn auth_plain(&mut self, _: &str, name: &str, password: &str) -> Response {
        self.heard.lock().unwrap().logins.push(format!("{name}:{password}"));
        if password == "right" { response::AUTH_OK } else { response::INVALID_CREDENTIALS }
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

impl Server {
    async fn start(secrecy: Secrecy, verdict: Verdict) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let acceptor = acceptor(&folder.path().join("ca.pem"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::<Mutex<Heard>>::default();
        let ours = heard.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                ours.lock().unwrap().connections += 1;
                let secret = Arc::new(AtomicBool::new(false));
                let desk = Desk { verdict, secret, now: Received::default(), heard: ours.clone() };
                tokio::spawn(talk(socket, secrecy, acceptor.clone(), desk));
            }
        });
        Self { port, heard, folder }
    }

    /// Sends mails there, one after the other.
    async fn send(&self, url: &str, settings: &[(&str, &str)], mails: u128) -> Result<(), MailError> {
        let mailer = self.mailer(url, settings);
        let to =
            Recipient { name: "Ada".into(), email: "reader@example.com".into(), locale: Locale::En, unsubscribe: None };
        let from = Sender { instance: "Tandem", public_url: "https://tandem.example" };
        let mail = render(&MailKind::PasswordChanged, &to, from).unwrap();
        for id in 0..mails {
            mailer.send(&mail, Uuid::from_u128(id), Timestamp(0)).await?;
        }
        Ok(())
    }

    fn mailer(&self, url: &str, settings: &[(&str, &str)]) -> Mailer {
        let url = url.replace("PORT", &self.port.to_string());
        let url = ("MAIL_URL", url.as_str());
        let given = settings.iter().chain([&url]);
        let env = given.map(|(name, value)| (format!("TANDEM_{name}"), (*value).to_owned())).collect();
        let config = Config::read(&Flags::default(), &env, Path::new("/nowhere/tandem.toml")).unwrap();
        Mailer::open(&config).unwrap()
    }

    fn authority(&self) -> String {
        self.folder.path().join("ca.pem").display().to_string()
    }

    fn mails(&self) -> Vec<Received> {
        self.heard.lock().unwrap().mails.clone()
    }
}

/// A certificate for `localhost`, signed by an authority that is written to that file.
fn acceptor(authority: &Path) -> TlsAcceptor {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    std::fs::write(authority, params.self_signed(&key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![leaf.der().clone()], PrivateKeyDer::Pkcs8(key.serialize_der().into()));
    TlsAcceptor::from(Arc::new(config.unwrap()))
}

/// Serves one connection until either side ends it.
async fn talk(socket: TcpStream, secrecy: Secrecy, acceptor: TlsAcceptor, desk: Desk) {
    let (verdict, secret) = (desk.verdict, desk.secret.clone());
    let mut builder = SessionBuilder::new("localhost");
    if secrecy != Secrecy::None {
        builder.enable_auth(AuthMechanism::Plain);
    }
    if secrecy == Secrecy::StartTls {
        builder.enable_start_tls();
    }
    let mut session = builder.build(socket.peer_addr().unwrap().ip(), desk);
    let mut stream: BufReader<Box<dyn Stream>> = BufReader::new(if secrecy == Secrecy::Implicit {
        let Ok(stream) = acceptor.accept(socket).await else { return };
        session.tls_active();
        secret.store(true, Ordering::SeqCst);
        Box::new(stream)
    } else {
        Box::new(socket)
    });
    let (mut answer, mut line) = (session.greeting(), Vec::new());
    loop {
        let words = answer.buffer().unwrap();
        if stream.write_all(&words).await.is_err() || stream.flush().await.is_err() || answer.action == Action::Close {
            return;
        }
        if answer.action == Action::UpgradeTls {
            let Ok(upgraded) = acceptor.accept(stream.into_inner()).await else { return };
            stream = BufReader::new(Box::new(upgraded));
            session.tls_active();
            secret.store(true, Ordering::SeqCst);
        }
        line.clear();
        let read = stream.read_until(b'\n', &mut line).await.unwrap_or(0);
        if read == 0 || (verdict == Verdict::Cut && line.starts_with(b"DATA")) {
            return;
        }
        // The protocol's library does not know the sender that is nobody.
        let line = String::from_utf8_lossy(&line).replace("MAIL FROM:<>", "MAIL FROM:<nobody@null>");
        answer = session.process(line.as_bytes());
    }
}

#[tokio::test]
async fn many_mails_share_connections() {
    let server = Server::start(Secrecy::None, Verdict::Keep).await;
    server.send("smtp://localhost:PORT", &[], 9).await.unwrap();
    let mails = server.mails();
    // The first may still be on its way back to the pool when the second mail goes.
    assert_eq!((mails.len(), server.heard.lock().unwrap().connections <= 2), (9, true));
    let mail = &mails[1];
    assert_eq!(
        (mail.from.as_str(), mail.to.as_str(), mail.secret),
        ("no-reply@localhost", "reader@example.com", false)
    );
    for line in
        ["Subject: Your password was changed\r\n", "Message-ID: <00000000-0000-0000-0000-000000000001@localhost>"]
    {
        assert!(mail.text.contains(line), "{line} in {}", mail.text);
    }
}

#[tokio::test]
async fn starttls_and_tls_from_the_start_guard_the_password_and_the_mail() {
    for (secrecy, url) in [
        (Secrecy::StartTls, "smtp://ada:right@localhost:PORT?tls=required"),
        (Secrecy::StartTls, "smtp://ada:right@localhost:PORT"),
        (Secrecy::Implicit, "smtps://ada:right@localhost:PORT"),
    ] {
        let server = Server::start(secrecy, Verdict::Keep).await;
        server.send(url, &[("MAIL_CA_FILE", &server.authority())], 9).await.unwrap();
        let heard = server.heard.lock().unwrap();
        assert!(heard.connections <= 2 && heard.logins.iter().all(|login| login == "ada:right"), "{url}");
        assert_eq!(heard.logins.len(), heard.connections, "{url}");
        assert!(heard.mails.len() == 9 && heard.mails.iter().all(|mail| mail.secret), "{url}");
    }
}

#[tokio::test]
async fn a_stranger_learns_nothing() {
    for (secrecy, url) in [
        (Secrecy::StartTls, "smtp://ada:right@localhost:PORT?tls=required"),
        (Secrecy::Implicit, "smtps://ada:right@localhost:PORT"),
        // Who does not offer TLS gets no password either.
        (Secrecy::None, "smtp://ada:right@localhost:PORT?tls=required"),
    ] {
        let server = Server::start(secrecy, Verdict::Keep).await;
        let sent = server.send(url, &[], 1).await;
        assert!(matches!(sent, Err(MailError::Failed(_))), "{url}: {sent:?}");
        let heard = server.heard.lock().unwrap();
        assert!(heard.connections > 0 && heard.logins.is_empty() && heard.mails.is_empty(), "{url}");
    }
}

#[tokio::test]
async fn a_refusal_is_told_apart_from_a_failure() {
    for (verdict, refused) in [
        (Verdict::Answer(550), true),
        (Verdict::Answer(553), true),
        (Verdict::Answer(450), false),
        (Verdict::Answer(421), false),
        (Verdict::Cut, false),
    ] {
        let server = Server::start(Secrecy::None, verdict).await;
        let error = server.send("smtp://localhost:PORT", &[], 1).await.unwrap_err();
        assert_eq!(matches!(error, MailError::Refused(_)), refused, "{error}");
        assert!(!error.to_string().contains("reader"), "{error}");
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn a_wrong_password_and_a_server_that_is_away_are_tried_again() {
    let server = Server::start(Secrecy::StartTls, Verdict::Keep).await;
    let authority = server.authority();
    for url in ["smtp://ada:wrong@localhost:PORT", "smtp://localhost:9"] {
        let sent = server.send(url, &[("MAIL_CA_FILE", &authority)], 1).await;
        assert!(matches!(sent, Err(MailError::Failed(_))), "{url}: {sent:?}");
    }
}

#[tokio::test]
async fn what_can_not_be_delivered_is_reported_where_the_settings_say() {
    for (path, from) in
        [("", "no-reply@localhost"), ("bounces@mail.example", "bounces@mail.example"), ("<>", "nobody@null")]
    {
        let server = Server::start(Secrecy::None, Verdict::Keep).await;
        server.send("smtp://localhost:PORT", &[("MAIL_RETURN_PATH", path)], 1).await.unwrap();
        let mail = server.mails().remove(0);
        assert_eq!(mail.from, from);
        assert!(mail.text.contains("From: Tandem <no-reply@localhost>"), "{}", mail.text);
    }
}
