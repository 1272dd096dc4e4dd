import { Fragment } from 'react';

/** A distinguished name as it stands, which lines are broken in after its commas. */
export function NameText({ name }: { name: string }) {
  return (
    <>
      {name.split(',').map((part, i) => (
        // Parts stay where they are, and the same one may be there twice.
        <Fragment key={i}>
          {i > 0 && (
            <>
              ,<wbr />
            </>
          )}
          {part}
        </Fragment>
      ))}
    </>
  );
}
