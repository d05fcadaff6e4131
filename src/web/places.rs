//! The limits on connections: how many there are at once, of which peer, and which of them is closed
//! for a new one.
//!
//! A connection is at rest until the head of a request has come and after its answer, at work in
//! between, or waits for news. Those that wait stand beside the others. Where there is no room for a
//! new one, the connection that rested longest ends, of the peer that has most: browsers open another
//! without a word, and whoever sends a head slowly or opens connections by the hundred makes room.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

/// The most connections at once but for those that wait for news, and the most of one peer.
const CONNECTIONS: (usize, usize) = (256, 128);
/// The most that wait for news, of all, of one peer, and by one link.
const WAITING: (usize, usize, usize) = (512, 256, 16);

/// What a connection does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// Nothing of a request has come whole, since a moment.
    AtRest(Instant),
    AtWork,
    /// It waits for news by a link, of which this is the hash.
    Waiting(String),
}

struct Connection {
    peer: IpAddr,
    stage: Stage,
    end: Arc<Notify>,
}

#[derive(Default)]
struct Crowd {
    next: u64,
    all: BTreeMap<u64, Connection>,
}

impl Crowd {
    /// How many connections each peer has, but for those that wait for news.
    fn peers(&self) -> BTreeMap<IpAddr, usize> {
        let mut peers = BTreeMap::new();
        for connection in self.all.values() {
            if !matches!(connection.stage, Stage::Waiting(_)) {
                *peers.entry(connection.peer).or_default() += 1;
            }
        }
        peers
    }

    /// Ends the connection that rested longest, of the peer with most connections or of this one.
    fn make_room(&mut self, of: Option<IpAddr>) -> bool {
        let peers = self.peers();
        let rested = self.all.iter().filter_map(|(&id, one)| match one.stage {
            Stage::AtRest(since) if of.is_none_or(|peer| peer == one.peer) => {
                Some((peers.get(&one.peer), std::cmp::Reverse((since, id)), id))
            }
            _ => None,
        });
        let Some((_, _, id)) = rested.max() else { return false };
        if let Some(connection) = self.all.remove(&id) {
            connection.end.notify_one();
        }
        true
    }
}

/// All places for connections.
#[derive(Default)]
pub(super) struct Places(Mutex<Crowd>);

impl Places {
    fn crowd(&self) -> MutexGuard<'_, Crowd> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a new connection; `None` where there is none to be had.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr, now: Instant) -> Option<Arc<Place>> {
        let mut crowd = self.crowd();
        let peers = crowd.peers();
        if peers.get(&peer).is_some_and(|&own| own >= CONNECTIONS.1) {
            if !crowd.make_room(Some(peer)) {
                return None;
            }
        } else if peers.values().sum::<usize>() >= CONNECTIONS.0 && !crowd.make_room(None) {
            return None;
        }
        let id = crowd.next;
        crowd.next += 1;
        let end = Arc::new(Notify::new());
        let connection = Connection { peer, stage: Stage::AtRest(now), end: Arc::clone(&end) };
        crowd.all.insert(id, connection);
        Some(Arc::new(Place { places: Arc::clone(self), id, end }))
    }

    /// Ends the connection that rested longest, where one does.
    pub(super) fn give_way(&self) {
        self.crowd().make_room(None);
    }

    fn set(&self, id: u64, stage: Stage) {
        if let Some(connection) = self.crowd().all.get_mut(&id) {
            connection.stage = stage;
        }
    }
}

/// The place of one connection; it is free again when this is let go.
pub struct Place {
    places: Arc<Places>,
    id: u64,
    end: Arc<Notify>,
}

impl Place {
    /// Returns when the connection has to end.
    pub(super) async fn ended(&self) {
        self.end.notified().await;
    }

    /// The connection answers a request until this is let go.
    pub(super) fn work(self: &Arc<Self>) -> Work {
        self.places.set(self.id, Stage::AtWork);
        Work(Arc::clone(self))
    }

    /// The connection waits for news by this link until what comes back is let go; `None` where too
    /// many do.
    pub fn wait(self: &Arc<Self>, link: &str) -> Option<Waiting> {
        let mut crowd = self.places.crowd();
        let peer = crowd.all.get(&self.id)?.peer;
        let (mut all, mut of_peer, mut of_link) = (0, 0, 0);
        for connection in crowd.all.values() {
            if let Stage::Waiting(other) = &connection.stage {
                all += 1;
                of_peer += usize::from(connection.peer == peer);
                of_link += usize::from(other == link);
            }
        }
        if all >= WAITING.0 || of_peer >= WAITING.1 || of_link >= WAITING.2 {
            return None;
        }
        crowd.all.get_mut(&self.id)?.stage = Stage::Waiting(link.to_owned());
        Some(Waiting(Arc::clone(self)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.crowd().all.remove(&self.id);
    }
}

/// A request that is being answered.
pub(super) struct Work(Arc<Place>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.places.set(self.0.id, Stage::AtRest(Instant::now()));
    }
}

/// A request that waits for news.
pub struct Waiting(Arc<Place>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.places.set(self.0.id, Stage::AtWork);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn peer(n: u8) -> IpAddr {
        [10, 0, 0, n].into()
    }

    fn has(places: &Places, place: &Place) -> bool {
        places.crowd().all.contains_key(&place.id)
    }

    #[test]
    fn who_has_most_makes_room_and_the_one_that_rested_longest_first() {
        let (places, start) = (Arc::new(Places::default()), Instant::now());
        let mut held = Vec::new();
        for n in 0..CONNECTIONS.1 {
            held.push(places.enter(peer(1), start + Duration::from_millis(n as u64)).unwrap());
        }
        for n in 0..(CONNECTIONS.0 - CONNECTIONS.1) {
            held.push(places.enter(peer(2 + (n % 3) as u8), start).unwrap());
        }
        // The first of the peer with most is at work: the second ends.
        let _work = held[0].work();
        let other = places.enter(peer(9), start).unwrap();
        assert!(has(&places, &other) && has(&places, &held[0]) && !has(&places, &held[1]));
        assert_eq!(places.crowd().all.len(), CONNECTIONS.0);
        // A peer that has all it may have makes room itself.
        let _third = places.enter(peer(1), start).unwrap();
        let _fourth = places.enter(peer(1), start).unwrap();
        assert!(!has(&places, &held[2]) && has(&places, &held[CONNECTIONS.1]));
        drop(held);
        assert_eq!(places.crowd().all.len(), 3);
    }

    #[test]
    fn where_all_of_a_peer_are_at_work_it_gets_no_more_and_others_do() {
        let (places, start) = (Arc::new(Places::default()), Instant::now());
        let enter = |n| places.enter(peer(n), start);
        let held: Vec<_> = (0..CONNECTIONS.1).map(|_| enter(1).unwrap()).collect();
        let work: Vec<_> = held.iter().map(Place::work).collect();
        assert!(enter(1).is_none() && enter(2).is_some());
        drop(work);
        assert!(enter(1).is_some());
    }

    #[test]
    fn those_that_wait_for_news_take_no_place_and_have_limits_of_their_own() {
        let (places, start) = (Arc::new(Places::default()), Instant::now());
        let mut waiting = Vec::new();
        let mut wait = |n: u8, link: &str| {
            let place = places.enter(peer(n), start).unwrap();
            let waits = place.wait(link);
            let found = waits.is_some();
            waiting.push((place, waits));
            found
        };
        for _ in 0..WAITING.2 {
            assert!(wait(1, "ana"));
        }
        assert!(!wait(1, "ana") && wait(1, "beto"));
        for n in 0..(WAITING.1 - WAITING.2 - 1) {
            assert!(wait(1, &format!("enlace {n}")), "{n}");
        }
        assert!(!wait(1, "otro") && wait(2, "otro"));
        for n in 0..(WAITING.0 - WAITING.1 - 1) {
            assert!(wait(3 + (n % 8) as u8, &format!("otro {}", n / 8)), "{n}");
        }
        assert!(!wait(100, "carla"));
        // Three did not find a place to wait, and are still there as any other.
        assert_eq!(places.crowd().peers().values().sum::<usize>(), 3);
    }
}
