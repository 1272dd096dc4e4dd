import { expect, test, type Page } from '@playwright/test';
import { obstacles } from '../support/obstacles';
import { callPortal, keepPicture } from '../support/people';
import { openPortal, signInAs } from './signInAs';

const NAME = 'payments';
const PAGE = `/remote-env/environments/${NAME}`;

/** The configuration asks for two admins where `stage` is `production`. */
test('what is labelled production opens when two different admins have approved it', async ({
  browser,
}) => {
  const asked = await callPortal('Developer', 'POST', '/v1/environments', {
    name: NAME,
    labels: { stage: 'production' },
    owner: 'user:default/dora',
  });
  expect(asked.status).toBe(201);
  const approve = (page: Page) =>
    page.getByRole('button', { name: 'Approve', exact: true });

  const first = await openPortal(browser, PAGE);
  await first.emulateMedia({ reducedMotion: 'reduce' });
  await signInAs(first, 'adam');
  await expect(first.getByText('0 of 2 approvals')).toBeVisible();
  await approve(first).click();
  await expect(
    first.getByText('You approved it. Another admin has to approve it, too.'),
  ).toBeVisible();
  await expect(approve(first)).toBeDisabled();
  await keepPicture(first, 'two-admins-first');
  expect(await obstacles(first)).toEqual([]);
  const again = await callPortal(
    'Admin',
    'PUT',
    `/v1/environments/${NAME}/decision`,
    { verdict: 'approved' },
  );
  expect(again.status).toBe(409);

  const second = await openPortal(browser, PAGE);
  await signInAs(second, 'abel');
  await expect(second.getByText('1 of 2 approvals')).toBeVisible();
  await keepPicture(second, 'two-admins-second');
  await approve(second).click();
  await expect(second.getByText('Approved, not connected yet')).toBeVisible();
  // The page of the first one hears of it without a reload.
  await expect(first.getByText('Approved, not connected yet')).toBeVisible();

  await first.context().close();
  await second.context().close();
  const removed = await callPortal(
    'Admin',
    'DELETE',
    `/v1/environments/${NAME}`,
  );
  expect(removed.status).toBe(204);
});
