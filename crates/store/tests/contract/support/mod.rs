//! The worlds in which the contract is tried.

pub(crate) mod cluster;
pub(crate) mod holder;
mod programs;
pub(crate) mod sample;
mod world;

pub(crate) use cluster::Cluster;
pub(crate) use world::{World, files};

/// Makes of each case a test on SQLite, and of all of them one test on PostgreSQL, because a server is slow to start.
macro_rules! contract {
    ($($case:ident),* $(,)?) => {
        mod sqlite {
            $(
                #[test]
                fn $case() {
                    super::$case(&crate::support::World::sqlite());
                }
            )*
        }

        #[test]
        fn postgres() {
            let Some(cluster) = crate::support::Cluster::start() else {
                return;
            };
            $(
                println!("{}", stringify!($case));
                $case(&cluster.world(stringify!($case)));
            )*
        }
    };
}

pub(crate) use contract;
