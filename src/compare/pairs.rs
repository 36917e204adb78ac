//! Pairs of the same kind of thing in two versions.

use std::collections::BTreeMap;

use crate::model::{ActionId, AreaId, LadderId, QuestionId, RoleId, ScaleId, ValueId};

/// Something that a model refers to by its number.
pub trait Numbered: Copy {
    /// The number.
    fn number(self) -> usize;
    /// What has the number.
    fn numbered(number: usize) -> Self;
}

impl Numbered for usize {
    fn number(self) -> usize {
        self
    }
    fn numbered(number: usize) -> usize {
        number
    }
}

macro_rules! numbered {
    ($($id:ident)*) => {
        $(impl Numbered for $id {
            fn number(self) -> usize {
                self.0 as usize
            }
            fn numbered(number: usize) -> $id {
                $id(u32::try_from(number).unwrap_or(u32::MAX))
            }
        })*
    };
}

numbered! { ActionId AreaId LadderId QuestionId RoleId ScaleId ValueId }

/// Which thing of the old version is which of the new one; each has at most one partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairs<I> {
    to_new: Vec<Option<I>>,
    to_old: Vec<Option<I>>,
}

impl<I: Numbered> Pairs<I> {
    /// No pairs yet, among so many of the old version and so many of the new one.
    pub(super) fn new(old: usize, new: usize) -> Pairs<I> {
        Pairs { to_new: vec![None; old], to_old: vec![None; new] }
    }

    /// Makes a pair, unless one of them has a partner already. Says whether it did.
    pub(super) fn pair(&mut self, old: I, new: I) -> bool {
        match (self.to_new.get_mut(old.number()), self.to_old.get_mut(new.number())) {
            (Some(to_new @ None), Some(to_old @ None)) => {
                *to_new = Some(new);
                *to_old = Some(old);
                true
            }
            _ => false,
        }
    }

    /// The partner in the new version; none when it was removed.
    pub fn new_of(&self, old: I) -> Option<I> {
        self.to_new.get(old.number()).copied().flatten()
    }

    /// The partner in the old version; none when it was added.
    pub fn old_of(&self, new: I) -> Option<I> {
        self.to_old.get(new.number()).copied().flatten()
    }

    /// What is in both versions: old and new, in the order of the new version.
    pub fn both(&self) -> impl Iterator<Item = (I, I)> + '_ {
        self.to_old.iter().enumerate().filter_map(|(new, old)| Some(((*old)?, I::numbered(new))))
    }

    /// What is in the old version only.
    pub fn removed(&self) -> impl Iterator<Item = I> + '_ {
        alone(&self.to_new)
    }

    /// What is in the new version only.
    pub fn added(&self) -> impl Iterator<Item = I> + '_ {
        alone(&self.to_old)
    }
}

fn alone<I: Numbered>(partners: &[Option<I>]) -> impl Iterator<Item = I> + '_ {
    partners.iter().enumerate().filter(|(_, partner)| partner.is_none()).map(|(number, _)| I::numbered(number))
}

/// Something with a name and, in the new version, earlier names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a, I> {
    pub id: I,
    pub name: &'a str,
    pub was: &'a [String],
}

/// Whether something is called so, or was.
pub(super) fn is_called(name: &str, was: &[String], wanted: &str) -> bool {
    name == wanted || was.iter().any(|earlier| earlier == wanted)
}

/// Pairs by name, then by earlier name, those without a partner so far. A name that several have tells nothing.
pub(super) fn pair_by_name<I: Numbered>(pairs: &mut Pairs<I>, old: &[Named<'_, I>], new: &[Named<'_, I>]) -> bool {
    let mut any = false;
    for earlier in [false, true] {
        let mut by_name: BTreeMap<&str, Option<I>> = BTreeMap::new();
        for named in old.iter().filter(|named| pairs.new_of(named.id).is_none()) {
            by_name.entry(named.name).and_modify(|id| *id = None).or_insert(Some(named.id));
        }
        let mut claims: BTreeMap<&str, Vec<I>> = BTreeMap::new();
        for named in new.iter().filter(|named| pairs.old_of(named.id).is_none()) {
            match earlier {
                false => claims.entry(named.name).or_default().push(named.id),
                true => named.was.iter().for_each(|was| claims.entry(was).or_default().push(named.id)),
            }
        }
        for (name, ids) in claims {
            if let ([new], Some(Some(old))) = (ids.as_slice(), by_name.get(name)) {
                any |= pairs.pair(*old, *new);
            }
        }
    }
    any
}
