//! Numbers as exact fractions of 127 bits, and no more than that.
//!
//! Terraform reckons in binary floating point of 512 bits. A fraction says exactly where the two
//! must agree; where Terraform's last bit could decide, or a number does not fit, there is no
//! answer here rather than a wrong one.

use std::cmp::Ordering;

/// How far Terraform's number may lie from the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Precision {
    /// It is the fraction, rounded once: two of the same fraction are the same.
    Faithful,
    /// Some last bits off, by roundings that added up.
    Rounded,
    /// It was reckoned in doubles, as logarithms are.
    Approximate,
}

/// A number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number {
    numerator: i128,
    /// Greater than zero, and without a common factor.
    denominator: i128,
    precision: Precision,
    /// Terraform has a zero below zero, which is seen only when it is written.
    negative_zero: bool,
}

impl Number {
    pub(super) fn from_int(value: i128) -> Self {
        Self {
            numerator: value,
            denominator: 1,
            precision: Precision::Faithful,
            negative_zero: false,
        }
    }

    /// Reads `-1.5e3`; the outer `None` for what is no number, the inner for one too long.
    pub(super) fn parse(text: &str) -> Option<Option<Self>> {
        let (negative, rest) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (digits, exponent) = match rest.split_once(['e', 'E']) {
            Some((digits, exponent)) => {
                let plain = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
                if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
                    return None;
                }
                (digits, exponent.parse::<i64>().ok())
            }
            None => (rest, Some(0)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mut all = whole.bytes().chain(fraction.bytes());
        if (whole.is_empty() && fraction.is_empty()) || !all.all(|b| b.is_ascii_digit()) {
            return None;
        }
        let read = || {
            let fraction = fraction.trim_end_matches('0');
            let digits = format!("{whole}{fraction}");
            let digits = digits.trim_start_matches('0');
            let mut value: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
            if negative {
                value = -value;
            }
            let exponent = exponent?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
            let mut number = if value == 0 {
                Self::from_int(0)
            } else {
                let power = 10_i128.checked_pow(u32::try_from(exponent.unsigned_abs()).ok()?)?;
                if exponent >= 0 {
                    Self::from_int(value.checked_mul(power)?)
                } else {
                    Self::fraction(value, power)?
                }
            };
            number.negative_zero = negative && value == 0;
            Some(number)
        };
        Some(read())
    }

    /// A double that Terraform has as it is; none for infinities.
    pub(super) fn approximate(value: f64) -> Option<Self> {
        let mut number = Self::parse(&format!("{value:e}"))??;
        number.precision = Precision::Approximate;
        Some(number)
    }

    fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        let common = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let common = i128::try_from(common).ok()?;
        let sign = if denominator < 0 { -1 } else { 1 };
        Some(Self {
            numerator: numerator.checked_div(common)?.checked_mul(sign)?,
            denominator: denominator.checked_div(common)?.checked_mul(sign)?,
            ..Self::from_int(0)
        })
    }

    /// Whether Terraform's number is exactly the fraction.
    fn is_exact(&self) -> bool {
        self.precision == Precision::Faithful && self.denominator.count_ones() == 1
    }

    /// The result with the precision that operands leave it.
    fn after(mut self, operands: &[&Self]) -> Self {
        self.precision = if operands.iter().all(|n| n.is_exact()) {
            Precision::Faithful
        } else if operands.iter().any(|n| n.precision == Precision::Approximate) {
            Precision::Approximate
        } else {
            Precision::Rounded
        };
        self
    }

    pub(super) fn add(&self, other: &Self) -> Option<Self> {
        let numerator = self
            .numerator
            .checked_mul(other.denominator)?
            .checked_add(other.numerator.checked_mul(self.denominator)?)?;
        let denominator = self.denominator.checked_mul(other.denominator)?;
        let sum = Self::fraction(numerator, denominator)?.after(&[self, other]);
        Some(Self { negative_zero: self.negative_zero && other.negative_zero, ..sum })
    }

    pub(super) fn negate(&self) -> Option<Self> {
        let numerator = self.numerator.checked_neg()?;
        Some(Self { numerator, negative_zero: self.is_zero() && !self.negative_zero, ..*self })
    }

    pub(super) fn subtract(&self, other: &Self) -> Option<Self> {
        self.add(&other.negate()?)
    }

    pub(super) fn multiply(&self, other: &Self) -> Option<Self> {
        let numerator = self.numerator.checked_mul(other.numerator)?;
        let denominator = self.denominator.checked_mul(other.denominator)?;
        let mut result = Self::fraction(numerator, denominator)?.after(&[self, other]);
        result.negative_zero = result.is_zero() && (self.is_negative() != other.is_negative());
        Some(result)
    }

    /// None also for a division by zero, which is infinity to Terraform.
    pub(super) fn divide(&self, other: &Self) -> Option<Self> {
        let numerator = self.numerator.checked_mul(other.denominator)?;
        let denominator = self.denominator.checked_mul(other.numerator)?;
        if denominator == 0 {
            return None;
        }
        let mut result = Self::fraction(numerator, denominator)?.after(&[self, other]);
        result.negative_zero = result.is_zero() && (self.is_negative() != other.is_negative());
        Some(result)
    }

    /// What is left after dividing towards zero; the number itself for a remainder by zero.
    pub(super) fn modulo(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return (!other.may_be_off()).then_some(*self);
        }
        let whole = self.divide(other)?.truncate()?;
        self.subtract(&whole.multiply(other)?)
    }

    fn truncate(&self) -> Option<Self> {
        if self.is_negative() { self.ceil() } else { self.floor() }
    }

    /// None where Terraform's rounding decides.
    pub(super) fn floor(&self) -> Option<Self> {
        self.to_whole(self.numerator.div_euclid(self.denominator))
    }

    /// None where Terraform's rounding decides.
    pub(super) fn ceil(&self) -> Option<Self> {
        let floor = self.numerator.div_euclid(self.denominator);
        let up = i128::from(self.numerator.rem_euclid(self.denominator) != 0);
        self.to_whole(floor.checked_add(up)?)
    }

    fn to_whole(self, whole: i128) -> Option<Self> {
        let nearest = self.denominator == 1;
        match self.precision {
            Precision::Rounded if nearest => return None,
            Precision::Approximate => {
                let value = self.to_f64();
                if (value - value.round()).abs() <= 1e-9 * value.abs().max(1.0) {
                    return None;
                }
            }
            _ => {}
        }
        Some(Self::from_int(whole))
    }

    /// None where Terraform's rounding decides.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        let exact = self
            .numerator
            .checked_mul(other.denominator)
            .zip(other.numerator.checked_mul(self.denominator))
            .map(|(left, right)| left.cmp(&right))?;
        let approximate = [self, other].iter().any(|n| n.precision == Precision::Approximate);
        if approximate {
            let (left, right) = (self.to_f64(), other.to_f64());
            let near = (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1e-300);
            return (!near).then_some(exact);
        }
        let certain = self.precision == Precision::Faithful && other.precision == self.precision;
        (certain || exact != Ordering::Equal).then_some(exact)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.numerator == 0
    }

    pub(super) fn is_negative(&self) -> bool {
        self.numerator < 0 || self.negative_zero
    }

    /// Whether Terraform's number may differ from the fraction by more than one rounding.
    pub(super) fn may_be_off(&self) -> bool {
        self.precision != Precision::Faithful
    }

    /// The whole number; the outer `None` where Terraform's rounding decides whether it is one.
    pub(super) fn to_int(self) -> Option<Option<i128>> {
        match (self.denominator, self.may_be_off()) {
            (1, false) => Some(Some(self.numerator)),
            (1, true) => None,
            (_, true) if self.precision == Precision::Approximate => None,
            _ => Some(None),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "callers allow for it")]
    pub(super) fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The decimal digits, as Terraform puts them into a string: the number without sign and
    /// point, where the point stands in it, and the sign. None for what has no end.
    pub(super) fn digits(&self) -> Option<(bool, String, i32)> {
        if self.may_be_off() {
            return None;
        }
        let (mut twos, mut fives, mut rest) = (0_u32, 0_u32, self.denominator);
        while rest % 2 == 0 {
            rest /= 2;
            twos += 1;
        }
        while rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        if rest != 1 {
            return None;
        }
        let places = twos.max(fives);
        let factor =
            2_i128.checked_pow(places - twos)?.checked_mul(5_i128.checked_pow(places - fives)?)?;
        let digits = self.numerator.checked_mul(factor)?.unsigned_abs().to_string();
        let point = i32::try_from(digits.len()).ok()? - i32::try_from(places).ok()?;
        let digits = digits.trim_end_matches('0').to_owned();
        Some((self.is_negative(), digits, point))
    }

    /// The number inside a string: `1.5`, never with an exponent.
    pub(super) fn text(&self) -> Option<String> {
        let (negative, digits, point) = self.digits()?;
        let sign = if negative { "-" } else { "" };
        if digits.is_empty() {
            return Some(format!("{sign}0"));
        }
        let length = i32::try_from(digits.len()).ok()?;
        let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
        Some(if point <= 0 {
            format!("{sign}0.{}{digits}", zeros(-point))
        } else if point >= length {
            format!("{sign}{digits}{}", zeros(point - length))
        } else {
            let (whole, fraction) = digits.split_at(usize::try_from(point).ok()?);
            format!("{sign}{whole}.{fraction}")
        })
    }

    /// The number as `%v` writes it: with an exponent from a million on and below 0.0001.
    pub(super) fn general_text(&self) -> Option<String> {
        let (negative, digits, point) = self.digits()?;
        let exponent = point - 1;
        if digits.is_empty() || (-4..6).contains(&exponent) {
            return self.text();
        }
        let (first, rest) = digits.split_at(1);
        let point = if rest.is_empty() { "" } else { "." };
        let (sign, mark) = (if negative { "-" } else { "" }, if exponent < 0 { '-' } else { '+' });
        Some(format!("{sign}{first}{point}{rest}e{mark}{:02}", exponent.abs()))
    }

    /// The number with so many decimal places, halves to even; None where a rounding decides.
    pub(super) fn fixed_text(&self, places: u32) -> Option<String> {
        if self.may_be_off() {
            return None;
        }
        let scaled = self.numerator.unsigned_abs().checked_mul(10_u128.checked_pow(places)?)?;
        let denominator = self.denominator.unsigned_abs();
        let (mut whole, rest) = (scaled / denominator, scaled % denominator);
        match (rest.checked_mul(2)?).cmp(&denominator) {
            Ordering::Greater => whole += 1,
            Ordering::Equal if !self.is_exact() => return None,
            Ordering::Equal => whole += whole % 2,
            Ordering::Less => {}
        }
        let sign = if self.is_negative() { "-" } else { "" };
        if places == 0 {
            return Some(format!("{sign}{whole}"));
        }
        let places = places as usize;
        let text = format!("{whole:0>width$}", width = places + 1);
        let (left, right) = text.split_at(text.len() - places);
        Some(format!("{sign}{left}.{right}"))
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(text: &str) -> Number {
        Number::parse(text).expect(text).expect(text)
    }

    #[test]
    fn a_last_bit_that_could_decide_leaves_no_answer() {
        assert_eq!(n("0.1").compare(&n("0.10")), Some(Ordering::Equal));
        assert_eq!(n("0.1").add(&n("0.2")).and_then(|sum| sum.compare(&n("0.3"))), None);
        assert_eq!(
            n("0.1").add(&n("0.2")).and_then(|sum| sum.compare(&n("0.4"))),
            Some(Ordering::Less)
        );
        assert_eq!(
            n("0.5").add(&n("0.25")).and_then(|sum| sum.compare(&n("0.75"))),
            Some(Ordering::Equal)
        );
        let third = n("1").divide(&n("3")).expect("it fits");
        assert!(third.multiply(&n("3")).and_then(|one| one.floor()).is_none());
        assert!(third.floor().is_some_and(|zero| zero.is_zero()));
    }

    #[test]
    fn what_does_not_fit_is_no_number_of_ours() {
        assert!(matches!(Number::parse("1e40"), Some(None)));
        assert!(n("1e30").multiply(&n("1e30")).is_none());
        for text in ["", "-", ".", "e5", "1e", "0x1", "1_0", " 1", "Inf"] {
            assert!(Number::parse(text).is_none(), "{text}");
        }
    }
}
