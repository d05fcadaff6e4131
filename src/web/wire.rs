//! The policy headers on the HTTP library's own refusals: it answers a head that is no HTTP, is too
//! large or has too long an address by itself (400, 414, 431).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::headers;

/// How the library's own refusals begin.
const REFUSALS: [&[u8]; 3] = [b"HTTP/1.1 400 ", b"HTTP/1.1 414 ", b"HTTP/1.1 431 "];
/// What every answer of the site has in its head.
const OURS: &[u8] = b"content-security-policy:";
const LINE: &[u8] = b"\r\n";

/// A connection on which every answer carries the policy.
pub(super) struct Wire<S> {
    stream: S,
    /// What is still to be sent of a refusal, and how much of it was.
    refusal: (Vec<u8>, usize),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, refusal: (Vec::new(), 0) }
    }

    fn poll_refusal(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.refusal.1 < self.refusal.0.len() {
            let rest = &self.refusal.0[self.refusal.1..];
            match ready!(Pin::new(&mut self.stream).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.refusal.1 += written,
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// A refusal of the library's with the headers of the site; `None` for anything else.
fn with_headers(answer: &[u8]) -> Option<Vec<u8>> {
    let is_refusal = REFUSALS.iter().any(|refusal| answer.starts_with(refusal));
    let at = |wanted: &[u8]| answer.windows(wanted.len()).position(|found| found == wanted);
    if !is_refusal || at(OURS).is_some() {
        return None;
    }
    let first = at(LINE)? + LINE.len();
    let (status, rest) = answer.split_at(first);
    let mut whole = status.to_vec();
    for (name, value) in headers::all(headers::POLICY) {
        whole.extend_from_slice(name.as_str().as_bytes());
        whole.extend_from_slice(b": ");
        whole.extend_from_slice(value.as_bytes());
        whole.extend_from_slice(LINE);
    }
    whole.extend_from_slice(rest);
    Some(whole)
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, into)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        ready!(wire.poll_refusal(context))?;
        let Some(refusal) = with_headers(bytes) else {
            return Pin::new(&mut wire.stream).poll_write(context, bytes);
        };
        wire.refusal = (refusal, 0);
        // Taken whole; what does not go out now goes with the flush.
        match wire.poll_refusal(context) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            _ => Poll::Ready(Ok(bytes.len())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.poll_refusal(context))?;
        Pin::new(&mut wire.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.poll_refusal(context))?;
        Pin::new(&mut wire.stream).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        ready!(wire.poll_refusal(context))?;
        let first = slices.iter().find(|slice| !slice.is_empty());
        match first {
            Some(head) if with_headers(head).is_some() => Pin::new(wire).poll_write(context, head),
            _ => Pin::new(&mut wire.stream).poll_write_vectored(context, slices),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_of_the_librarys_gets_the_headers_and_nothing_else_does() {
        let refusal = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\n\r\n";
        let whole = String::from_utf8(with_headers(refusal).unwrap()).unwrap();
        let (head, rest) = whole.split_once("content-security-policy: default-src 'none'").unwrap();
        assert_eq!(head, "HTTP/1.1 431 Request Header Fields Too Large\r\n");
        assert!(rest.contains("x-content-type-options: nosniff\r\n"));
        assert!(rest.ends_with("\r\nconnection: close\r\n\r\n"));
        for other in [
            &b"HTTP/1.1 200 OK\r\n\r\n"[..],
            b"HTTP/1.1 400 Bad Request\r\ncontent-security-policy: x\r\n\r\n",
            b"algo de HTTP/1.1 400 \r\n",
            b"",
        ] {
            assert_eq!(with_headers(other), None);
        }
    }
}
