/** The choice of what previews lie on. */
import { SelectField } from './controls.tsx';
import { chooseGround, type Ground, groundChoices, groundNow } from './preview.tsx';

export function GroundField() {
  return (
    <SelectField<Ground>
      label="Previews over"
      value={groundNow()}
      choices={groundChoices}
      onInput={chooseGround}
    />
  );
}
