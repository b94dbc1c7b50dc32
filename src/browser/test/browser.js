// What the desk's modules touch of a browser while they are loaded. What they draw is for the tests in Chromium.
process.env.TZ = 'Africa/Lagos';

const window = new EventTarget();

/** Languages of the person. */
export const languages = ['en-GB', 'en'];
Object.defineProperty(globalThis, 'navigator', {value: {languages}, configurable: true});

Object.assign(globalThis, {
  window,
  document: Object.assign(new EventTarget(), {cookie: 'theme=dark; XSRF-TOKEN=secret', hidden: false}),
  location: {
    hash: '', origin: 'http://desk', assign: hash => location.hash = hash, replace: hash => location.hash = hash
  },
  addEventListener: window.addEventListener.bind(window),
  removeEventListener: window.removeEventListener.bind(window)
});

/** Answers each call with the next of these, the last one again and again, and notes what was asked. */
export function answering(...answers) {
  const asked = [];
  globalThis.fetch = (path, request) => {
    asked.push({path, ...request});
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return asked;
}

/** An answer with this body. */
export function json(body, status = 200) {
  return new Response(JSON.stringify(body), {status, headers: {'Content-Type': 'application/json'}});
}
