/** The panel of `?debug`: a text box over the picture, updated twice a second. */

const everyMs = 500;

/**
 * @param lines the text, read at each update
 * @returns removes the panel; may be called twice
 */
export function showDebugPanel(lines: () => readonly string[]): () => void {
  const panel = document.createElement('pre');
  panel.id = 'debug';
  Object.assign(panel.style, {
    position: 'fixed',
    left: '0',
    top: '0',
    margin: '0',
    padding: '6px 8px',
    maxWidth: '100%',
    boxSizing: 'border-box',
    whiteSpace: 'pre-wrap',
    font: '12px/1.35 ui-monospace, Consolas, "DejaVu Sans Mono", monospace',
    color: '#fff',
    background: 'rgba(0, 0, 0, 0.85)',
    zIndex: '1',
  });
  const write = () => {
    panel.textContent = lines().join('\n');
  };
  write();
  document.body.append(panel);
  const timer = setInterval(write, everyMs);
  return () => {
    clearInterval(timer);
    panel.remove();
  };
}
