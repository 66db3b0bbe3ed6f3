// Owns the dialog of a page that adds something: whether it is open stands in the address.
import { useNavigate, useSearch } from '@tanstack/react-router';

/** Whether the dialog is open, and how it is opened and closed; the palette leads right into it. */
export function useAddFlag(): readonly [boolean, (isOpen: boolean) => void] {
  const { add } = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (isOpen: boolean) =>
    void navigate({
      to: '.',
      search: ({ add: _add, ...rest }: Record<string, unknown>) =>
        isOpen ? { ...rest, add: true } : rest,
      replace: true,
    } as never);
  return [add === true, change];
}
