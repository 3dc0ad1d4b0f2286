//! Which column each shape stands in, and in which order: givers left, takers right.
//!
//! The method of Sugiyama: rings are opened, each shape stands right of those it takes from, and
//! sweeps over the columns put shapes near those they are joined to. All arrows of one label that
//! leave a shape are one [`Net`], drawn as one line that forks. Rows and lines are not found here.

use std::collections::{BTreeMap, BTreeSet};

use super::picture::{Arrow, Picture};

/// Shapes and the lines between them, column by column.
#[derive(Debug)]
pub(super) struct Columns {
    /// What stands in each column, from top to bottom.
    pub(super) columns: Vec<Vec<Item>>,
    /// The lines.
    pub(super) nets: Vec<Net>,
    /// The arrows that would lead back, by giver: label and taker.
    pub(super) back: BTreeMap<usize, Vec<(String, usize)>>,
    /// The column of each shape.
    pub(super) column_of: Vec<usize>,
}

/// Something that takes a place in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// A shape.
    Shape(usize),
    /// A net on its way to a later column.
    Pass(usize),
}

/// What one shape gives under one label, and to whom.
#[derive(Debug)]
pub(super) struct Net {
    pub(super) from: usize,
    pub(super) label: String,
    pub(super) targets: BTreeSet<usize>,
    /// Whether every taker can do without.
    pub(super) optional: bool,
}

/// Sweeps over the columns; more change little.
const SWEEPS: usize = 12;

/// Joints between two columns up to which crossings are counted, by comparing each with each.
const MAX_COUNTED_JOINTS: usize = 400;

impl Columns {
    pub(super) fn of(picture: &Picture) -> Self {
        let rank = ranks(picture);
        let (mut forward, mut back) = (Vec::new(), BTreeMap::<usize, Vec<_>>::new());
        for arrow in &picture.arrows {
            if rank[arrow.from] < rank[arrow.to] {
                forward.push(arrow);
            } else {
                let led = (arrow.label.clone(), arrow.to);
                back.entry(arrow.from).or_default().push(led);
            }
        }
        let column_of = column_of(&rank, &forward);
        let mut nets: BTreeMap<(usize, &str), Net> = BTreeMap::new();
        for arrow in &forward {
            let net = nets.entry((arrow.from, &arrow.label)).or_insert_with(|| Net {
                from: arrow.from,
                label: arrow.label.clone(),
                targets: BTreeSet::new(),
                optional: true,
            });
            net.targets.insert(arrow.to);
            net.optional &= arrow.optional;
        }
        let nets: Vec<Net> = nets.into_values().collect();
        let count = column_of.iter().max().map_or(0, |last| last + 1);
        let mut columns = vec![Vec::new(); count];
        for (shape, column) in column_of.iter().enumerate() {
            columns[*column].push(Item::Shape(shape));
        }
        let mut all = Self { columns, nets, back, column_of };
        for net in 0..all.nets.len() {
            for column in all.first(net) + 1..all.last(net) {
                all.columns[column].push(Item::Pass(net));
            }
        }
        all.untangle();
        all
    }

    /// The column that a net starts in.
    pub(super) fn first(&self, net: usize) -> usize {
        self.column_of[self.nets[net].from]
    }

    /// The last column that a net reaches.
    pub(super) fn last(&self, net: usize) -> usize {
        let columns = self.nets[net].targets.iter().map(|t| self.column_of[*t]);
        columns.max().expect("a net has a target")
    }

    /// The nets that run between a column and the next.
    pub(super) fn nets_after(&self, column: usize) -> impl Iterator<Item = usize> {
        (0..self.nets.len()).filter(move |n| self.first(*n) <= column && column < self.last(*n))
    }

    /// What a net joins between a column and the next: one item left, others right.
    pub(super) fn joints(&self, net: usize, column: usize) -> (Item, Vec<Item>) {
        let from = self.nets[net].from;
        let left = if self.column_of[from] == column { Item::Shape(from) } else { Item::Pass(net) };
        let next = column + 1;
        let targets = self.nets[net].targets.iter().copied();
        let mut right: Vec<Item> =
            targets.filter(|t| self.column_of[*t] == next).map(Item::Shape).collect();
        if self.last(net) > next {
            right.push(Item::Pass(net));
        }
        (left, right)
    }

    /// Sorts every column so that lines cross little; keeps the best order met.
    fn untangle(&mut self) {
        let joints: Vec<Vec<(Item, Item)>> = (0..self.columns.len())
            .map(|column| {
                let nets = self.nets_after(column).map(|net| self.joints(net, column));
                nets.flat_map(|(l, right)| right.into_iter().map(move |r| (l, r))).collect()
            })
            .collect();
        let mut best = (crossings(&self.columns, &joints), self.columns.clone());
        for sweep in 0..SWEEPS {
            if sweep % 2 == 0 {
                for column in 1..self.columns.len() {
                    let towards = joints[column - 1].iter().map(|(l, r)| (*r, *l));
                    let (before, rest) = self.columns.split_at_mut(column);
                    sort(&mut rest[0], &before[column - 1], towards);
                }
            } else {
                for column in (0..self.columns.len().saturating_sub(1)).rev() {
                    let (before, rest) = self.columns.split_at_mut(column + 1);
                    sort(&mut before[column], &rest[0], joints[column].iter().copied());
                }
            }
            let count = crossings(&self.columns, &joints);
            if count < best.0 {
                best = (count, self.columns.clone());
            }
        }
        self.columns = best.1;
    }
}

/// An order in which most arrows lead from earlier to later; in a ring, one cannot.
fn ranks(picture: &Picture) -> Vec<usize> {
    let count = picture.shapes.len();
    let mut takers = vec![Vec::new(); count];
    let mut waits = vec![0_usize; count];
    for arrow in picture.arrows.iter().filter(|a| a.from != a.to) {
        takers[arrow.from].push(arrow.to);
        waits[arrow.to] += 1;
    }
    let mut open: BTreeSet<(usize, usize)> = (0..count).map(|s| (waits[s], s)).collect();
    let mut rank = vec![usize::MAX; count];
    let mut placed = 0;
    while let Some((_, shape)) = open.pop_first() {
        rank[shape] = placed;
        placed += 1;
        for taker in &takers[shape] {
            if open.remove(&(waits[*taker], *taker)) {
                waits[*taker] -= 1;
                open.insert((waits[*taker], *taker));
            }
        }
    }
    rank
}

/// Each shape right of all it takes from; one that takes nothing, just left of its takers.
fn column_of(rank: &[usize], forward: &[&Arrow]) -> Vec<usize> {
    let mut column = vec![0; rank.len()];
    let mut by_rank: Vec<&&Arrow> = forward.iter().collect();
    by_rank.sort_by_key(|a| rank[a.from]);
    for arrow in &by_rank {
        column[arrow.to] = column[arrow.to].max(column[arrow.from] + 1);
    }
    let takes: BTreeSet<usize> = forward.iter().map(|a| a.to).collect();
    for shape in (0..rank.len()).filter(|s| !takes.contains(s)) {
        let takers = forward.iter().filter(|a| a.from == shape).map(|a| column[a.to]);
        column[shape] = takers.min().map_or(0, |first| first - 1);
    }
    column
}

/// Sorts `items` by the middle of what each is joined to in the column beside.
fn sort(items: &mut [Item], beside: &[Item], joints: impl Iterator<Item = (Item, Item)>) {
    let place: BTreeMap<Item, usize> = beside.iter().enumerate().map(|(i, t)| (*t, i)).collect();
    let mut sums: BTreeMap<Item, (usize, usize)> = BTreeMap::new();
    for (item, other) in joints {
        let (sum, count) = sums.entry(item).or_default();
        *sum += place[&other];
        *count += 1;
    }
    let scale = |i: usize| i as f64 * beside.len() as f64 / items.len() as f64;
    let mut middles: Vec<(f64, Item)> = items
        .iter()
        .enumerate()
        .map(|(i, item)| match sums.get(item) {
            Some((sum, count)) => (*sum as f64 / *count as f64, *item),
            None => (scale(i), *item),
        })
        .collect();
    middles.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (item, (_, sorted)) in items.iter_mut().zip(middles) {
        *item = sorted;
    }
}

/// How many joints cross each other, over all columns.
fn crossings(columns: &[Vec<Item>], joints: &[Vec<(Item, Item)>]) -> usize {
    let place = |column: usize, item: Item| {
        columns[column].iter().position(|i| *i == item).expect("each joint's ends have a column")
    };
    let mut count = 0;
    for (column, joints) in joints.iter().enumerate().filter(|(_, j)| j.len() <= MAX_COUNTED_JOINTS)
    {
        let places: Vec<(usize, usize)> =
            joints.iter().map(|(l, r)| (place(column, *l), place(column + 1, *r))).collect();
        for (i, a) in places.iter().enumerate() {
            let crossed =
                |b: &&(usize, usize)| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1);
            count += places[i + 1..].iter().filter(crossed).count();
        }
    }
    count
}
