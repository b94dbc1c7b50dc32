// @ts-check
import {call} from './api.js';
import {text} from './desk.js';

const INBOX = '/api/admin/notifications';
const SHOWN = 50;
const LONGEST_WAIT = 60_000;

/**
 * The inbox as this page knows it. Listens to the desk, and reads the inbox whenever it may have missed something.
 *
 * Events: `changed`; `told` with the new notices in `detail`, each notice once; `expired` when the session has ended.
 */
class Inbox extends EventTarget {

  /** @type {Desk.Notice[]} */
  notices = [];
  unread = 0;
  live = false;

  #running = false;
  /** @type {Set<number> | null} */
  #known = null;
  /** @type {Desk.Notice[]} */
  #waiting = [];
  /** @type {Promise<void> | null} */
  #reading = null;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {number | undefined} */
  #timer;
  #failures = 0;

  start() {
    if (!this.#running) {
      this.#running = true;
      document.addEventListener('visibilitychange', this.#lookAgain);
      addEventListener('online', this.#connectNow);
      this.#connect();
    }
  }

  stop() {
    this.#running = false;
    this.#known = null;
    this.#failures = 0;
    this.notices = [];
    this.unread = 0;
    document.removeEventListener('visibilitychange', this.#lookAgain);
    removeEventListener('online', this.#connectNow);
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  async markRead(notices) {
    for (const notice of notices.filter(one => !one.read)) {
      const {unread} = await call('POST', `${INBOX}/${notice.id}/read`);
      notice.read = true;
      this.unread = unread;
      this.#emit('changed');
    }
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }

  #lookAgain = () => {
    if (!document.hidden && this.live) {
      this.#read();
    }
  };

  #connectNow = () => {
    if (!this.live) {
      clearTimeout(this.#timer);
      this.#connect();
    }
  };

  #connect() {
    this.#socket?.close();
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws/notifications/`);
    this.#socket = socket;
    socket.onopen = () => {
      this.live = true;
      // Opened first and read then: what happens in between comes both ways and is shown once.
      this.#read();
    };
    socket.onmessage = frame => {
      const notice = JSON.parse(frame.data);
      if (this.#reading || !this.#known) {
        this.#waiting.push(notice);
      } else {
        this.#take([notice], this.#known);
      }
    };
    socket.onclose = () => {
      if (this.#running && socket === this.#socket) {
        this.live = false;
        this.#emit('changed');
        this.#retry();
      }
    };
  }

  /** Later and later, and not all pages at the same moment. Whether it is the session that ended tells the inbox. */
  #retry() {
    const wait = Math.min(LONGEST_WAIT, 1000 * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    if (this.#failures++ > 0) {
      this.#read();
    }
    this.#timer = setTimeout(() => this.#running && this.#connect(), wait);
  }

  #read() {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = null;
      if (this.#known) {
        this.#take(this.#waiting.splice(0), this.#known);
      }
    });
  }

  async #readOnce() {
    try {
      const page = await call('GET', `${INBOX}?limit=${SHOWN}`);
      if (this.#running) {
        const known = this.#known;
        this.#failures = this.live ? 0 : this.#failures;
        const missed = known ? page.results.filter(notice => !known.has(notice.id)) : [];
        this.#known = new Set([...known ?? [], ...page.results.map(notice => notice.id)]);
        this.notices = page.results;
        this.unread = page.unread;
        this.#emit('changed');
        const unreadMissed = missed.filter(notice => !notice.read);
        if (unreadMissed.length > 0) {
          this.#emit('told', unreadMissed);
        }
      }
    } catch (refused) {
      if (this.#running && (refused.status === 401 || refused.status === 403)) {
        this.stop();
        this.#emit(refused.status === 401 ? 'expired' : 'closed');
      }
    }
  }

  #take(notices, known) {
    const fresh = notices.filter(notice => !known.has(notice.id));
    if (fresh.length > 0) {
      fresh.forEach(notice => known.add(notice.id));
      this.notices = [...fresh, ...this.notices].sort((a, b) => b.id - a.id).slice(0, SHOWN);
      this.unread += fresh.length;
      this.#emit('changed');
      this.#emit('told', fresh);
    }
  }
}

export const inbox = new Inbox();

/** What to say of a call that failed. Where the session has ended, the way to the login is shown, too. */
export function whatFailed(error) {
  if (error.status === 401) {
    inbox.dispatchEvent(new Event('expired'));
    return text('sessionEnded');
  }
  return error.status ? error.message : text('unanswered');
}
