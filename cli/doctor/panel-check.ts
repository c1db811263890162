/** The check of `sequential doctor` for the panel: finds the address with the token of this folder. */
import { limits } from '../../protocol/limits.ts';
import { panelAddress } from '../console/panel-address.ts';
import { type DoctorFinding, findings } from './checks.ts';

const { ok, note } = findings;

export interface PanelCheck {
  readonly found: readonly DoctorFinding[];
  /** Secret: whoever has it can change everything. null: not known. */
  readonly address: string | null;
}

/**
 * @param url of a relay that runs
 * @param token of this folder; null: it has none
 */
export async function checkPanel(url: string, token: string | null): Promise<PanelCheck> {
  if (token === null) return elsewhere('This folder has no panel token: the relay');
  try {
    const response = await fetch(`${url}/api/status`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(limits.doctorAnswerMs),
    });
    if (!response.ok)
      return elsewhere('The panel token of this folder is not that of the relay, which');
  } catch {
    return { found: [], address: null };
  }
  const sentence = 'The address below opens it and lets this browser change things.';
  return { found: [ok('Panel', sentence)], address: panelAddress(url, token) };
}

function elsewhere(subject: string): PanelCheck {
  const sentence = `${subject} was started in another folder. Run doctor there, or open the address that it printed.`;
  return { found: [note('Panel', sentence)], address: null };
}
