/**
 * In each page of `npm run dev`: loads the page again when the pages were built again. It asks the relay for the name
 * of the newest build, because a page may connect to nothing but its relay.
 */
const askEveryMs = 250;

async function newestBuild() {
  try {
    const answer = await fetch('/assets/live-reload.json', { cache: 'no-store' });
    return answer.ok ? (await answer.json()).build : null;
  } catch {
    // The relay is restarted at this moment.
    return null;
  }
}

const own = await newestBuild();
setInterval(async () => {
  const build = await newestBuild();
  if (build !== null && build !== own) location.reload();
}, askEveryMs);
