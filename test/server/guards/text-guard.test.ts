import { describe, expect, it } from 'vitest';
import { TextGuard } from '../../../server/guards/text-guard.ts';

const TEXT = 'I am john@example.com.';
const MASKED = 'I am [email].';

describe('the guard of a text', () => {
  it.each([
    { masksStorage: false, masksModel: false, stored: TEXT, asked: TEXT },
    { masksStorage: true, masksModel: false, stored: MASKED, asked: TEXT },
    { masksStorage: false, masksModel: true, stored: TEXT, asked: MASKED },
    { masksStorage: true, masksModel: true, stored: MASKED, asked: MASKED },
  ])('masks for storage: $masksStorage, for the model: $masksModel', ({ stored, asked, ...options }) => {
    const guard = new TextGuard(options);
    expect([guard.forStorage(TEXT), guard.forModel(TEXT)]).toEqual([stored, asked]);
    expect(guard.filters([])).toHaveLength(stored === TEXT && asked === TEXT ? 0 : 1);
  });

  it('tells what may be given to others, also where nothing is masked', () => {
    const guard = new TextGuard({ masksStorage: false, masksModel: false });
    expect([guard.isFree('When are you open?'), guard.isFree(TEXT)]).toEqual([true, false]);
  });

  it('lets an answer tell what the owner’s own texts tell', () => {
    const guard = new TextGuard({ masksStorage: true, masksModel: false });
    const [filter] = guard.filters(['Write to desk@museum.example.']);
    const shown = ['desk@museum', '.example or ', 'john@example.com'].map((piece) => filter?.push(piece)).join('');
    expect(shown + filter?.flush()).toBe('desk@museum.example or [email]');
  });
});
