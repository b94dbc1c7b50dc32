// @ts-check
/** The periods that are offered, in days up to today. */
export const DAYS = [1, 7, 30, 90];

/**
 * What the address says, seven days when it says nothing.
 *
 * @param {URLSearchParams} now
 * @returns {{from: string, to: string, zone: string, days?: number}} dates, both included
 */
export function rangeOf(now) {
  const zone = known(now.get('zone')) || zoneHere();
  const [from, to] = [now.get('from'), now.get('to')];
  if (from && to) {
    return {from, to, zone};
  }
  const days = DAYS.includes(Number(now.get('days'))) ? Number(now.get('days')) : 7;
  const today = dateIn(zone, 0);
  return {from: dateIn(zone, days - 1), to: today, zone, days};
}

/** The zone of this browser. */
export function zoneHere() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * The zone, unless the browser knows none of that name.
 *
 * @param {string | null} zone
 */
export function known(zone) {
  try {
    return zone && new Intl.DateTimeFormat('en', {timeZone: zone}) && zone;
  } catch {
    return null;
  }
}

/** The date that many days ago in that zone, as the server writes it. */
function dateIn(zone, daysAgo) {
  const format = new Intl.DateTimeFormat('en-CA', {timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit'});
  const day = new Date(`${format.format(new Date())}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() - daysAgo);
  return day.toISOString().slice(0, 10);
}
