//! One HTTP/1.1 connection, by hand: on a machine that the server shares, a full client would be half of what is measured.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection that is kept open, and opened again when the server closed it.
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<TcpStream>,
    /// What was read of the answer; never more than one, since nothing is asked ahead.
    received: Vec<u8>,
}

/// The answer's head; its body stays in the connection until the next question.
struct Head {
    status: u16,
    length: usize,
    body_length: usize,
    closes: bool,
}

impl Connection {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, received: Vec::with_capacity(64 * 1024) }
    }

    /// Asks and reads the whole answer: its status and body.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<(u16, &[u8])> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(self.address).await?,
        };
        self.received.clear();
        stream.write_all(request).await?;
        let head = loop {
            ensure!(stream.read_buf(&mut self.received).await? > 0, "the server closed the connection");
            if let Some(head) = parse(&self.received)? {
                break head;
            }
        };
        let end = head.length + head.body_length;
        while self.received.len() < end {
            ensure!(stream.read_buf(&mut self.received).await? > 0, "the server closed the connection");
        }
        if !head.closes {
            self.stream = Some(stream);
        }
        Ok((head.status, &self.received[head.length..end]))
    }

    /// Asks and returns the JSON of a successful answer.
    pub(crate) async fn json(&mut self, request: &[u8]) -> Result<Value> {
        let (status, body) = self.ask(request).await?;
        if !(200..300).contains(&status) {
            let line = String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned();
            bail!("{line}: {status} {}", String::from_utf8_lossy(body));
        }
        if body.is_empty() { Ok(Value::Null) } else { Ok(serde_json::from_slice(body)?) }
    }
}

async fn connect(address: SocketAddr) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).await.with_context(|| format!("nobody listens at {address}"))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The head, once all of it has come.
fn parse(received: &[u8]) -> Result<Option<Head>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = answer.parse(received)? else {
        return Ok(None);
    };
    let status = answer.code.unwrap_or_default();
    let (mut body_length, mut closes) = (None, false);
    for header in answer.headers {
        if header.name.eq_ignore_ascii_case("content-length") {
            body_length = Some(str::from_utf8(header.value)?.parse()?);
        } else if header.name.eq_ignore_ascii_case("connection") {
            closes = header.value.eq_ignore_ascii_case(b"close");
        }
    }
    let body_length = match (status, body_length) {
        (204 | 304, _) => 0,
        (_, Some(length)) => length,
        _ => bail!("an answer without Content-Length"),
    };
    Ok(Some(Head { status, length, body_length, closes }))
}

/// A GET, with the access token if there is one.
pub(crate) fn get(path: &str, token: Option<&str>) -> Vec<u8> {
    request("GET", path, token, None)
}

/// A POST of that JSON, or of nothing.
pub(crate) fn post(path: &str, token: Option<&str>, body: Option<&Value>) -> Vec<u8> {
    request("POST", path, token, body)
}

fn request(method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Vec<u8> {
    let authorization = token.map_or(String::new(), |token| format!("authorization: Bearer {token}\r\n"));
    let body = body.map(Value::to_string).unwrap_or_default();
    let content = if body.is_empty() { "" } else { "content-type: application/json\r\n" };
    let length = if method == "POST" { format!("content-length: {}\r\n", body.len()) } else { String::new() };
    format!("{method} {path} HTTP/1.1\r\nhost: bench\r\n{authorization}{content}{length}\r\n{body}").into_bytes()
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// Answers each question with the next of these pieces, every piece a write of its own.
    async fn server(answers: Vec<Vec<&'static str>>) -> SocketAddr {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut question = [0; 1024];
            for answer in answers {
                assert!(stream.read(&mut question).await.unwrap() > 0);
                for piece in answer {
                    stream.write_all(piece.as_bytes()).await.unwrap();
                    tokio::task::yield_now().await;
                }
            }
        });
        address
    }

    #[tokio::test]
    async fn reads_answers_in_pieces_over_one_connection() {
        let address = server(vec![
            vec!["HTTP/1.1 200 OK\r\ncontent-le", "ngth: 8\r\n\r\n{\"a\"", ":1}\n"],
            vec!["HTTP/1.1 204 No Content\r\n\r\n"],
            vec!["HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone"],
        ])
        .await;
        let mut connection = Connection::new(address);
        assert_eq!(connection.json(&get("/", None)).await.unwrap(), serde_json::json!({ "a": 1 }));
        assert_eq!(connection.ask(&post("/", None, None)).await.unwrap(), (204, &[][..]));
        let error = connection.json(&get("/nowhere", Some("token"))).await.unwrap_err();
        assert_eq!(error.to_string(), "GET /nowhere HTTP/1.1: 404 none");
        assert!(connection.ask(&get("/", None)).await.is_err());
    }
}
