// Owns what a list shows instead of rows: why there are none, and the one thing to do about it.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonLook } from './button.js';
import { Empty } from './states.js';

/** Nothing fits the filters of the address, which one press takes away; or nothing is there yet. */
export function NothingHere(props: {
  icon: ReactNode;
  title: string;
  isNarrowed: boolean;
  narrowed: string;
  about: string;
  /** What to do where nothing is there yet. */
  children?: ReactNode;
}) {
  const { icon, title, isNarrowed, narrowed, about, children } = props;
  return (
    <Empty icon={icon} title={title} about={isNarrowed ? narrowed : about}>
      {isNarrowed ? (
        <Link to="." search={{}} className={buttonLook({})}>
          Take the filters away
        </Link>
      ) : (
        children
      )}
    </Empty>
  );
}
