//! What may go wrong.

/// Chance that can be repeated (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Chance(pub u64);

impl Chance {
    /// A number below `below`.
    pub(crate) fn below(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }
}

/// What goes wrong with one sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The reply is lost, and the call never arrived.
    LostBefore,
    /// The reply is lost, and the call took effect.
    LostAfter,
    /// The reply is lost, and half of the batch took effect.
    LostHalf,
    /// The budget is used up.
    Throttled,
    /// The tenant could not be reached.
    Transient,
    /// The tenant did nothing and answered that it could not.
    FailedBefore,
    /// The tenant did it and answered that it could not.
    FailedAfter,
    /// Other hands raised the version just before.
    OtherHands,
}

impl Fault {
    /// Everything that may go wrong.
    pub(crate) const ALL: [Self; 8] = [
        Self::LostBefore,
        Self::LostAfter,
        Self::LostHalf,
        Self::Throttled,
        Self::Transient,
        Self::FailedBefore,
        Self::FailedAfter,
        Self::OtherHands,
    ];
}
