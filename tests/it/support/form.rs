//! Forms, as a browser sends them.

use reqwest::blocking::RequestBuilder;

/// What can send a form.
pub(crate) trait Form {
    /// With these fields as the body.
    fn form<N: AsRef<str>, V: AsRef<str>>(self, fields: &[(N, V)]) -> Self;
}

impl Form for RequestBuilder {
    fn form<N: AsRef<str>, V: AsRef<str>>(self, fields: &[(N, V)]) -> Self {
        let mut url = reqwest::Url::parse("http://localhost/").unwrap();
        url.query_pairs_mut().extend_pairs(fields);
        let body = url.query().unwrap_or_default().to_owned();
        self.header("content-type", "application/x-www-form-urlencoded").body(body)
    }
}
