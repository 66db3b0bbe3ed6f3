// Owns menus that open below a button.
import { DropdownMenu } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './classes.js';

/** A menu; `trigger` is the button that opens it. */
export function Menu(props: { trigger: ReactNode; align?: 'start' | 'end'; children: ReactNode }) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{props.trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={props.align ?? 'end'}
          sideOffset={6}
          className={cn(
            'z-50 max-h-[70dvh] min-w-48 overflow-y-auto rounded-xl border bg-panel p-1 text-ink',
            'shadow-xl',
          )}
        >
          {props.children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ITEM =
  'flex w-full cursor-pointer items-center gap-2 rounded-lg px-2.5 py-2 outline-none select-none ' +
  'data-[disabled]:opacity-55 data-[highlighted]:bg-sunken [&_svg]:size-4';

export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item {...rest} className={cn(ITEM, className)} />;
}

/** One of several; the chosen one carries a mark. */
export function MenuChoices<Value extends string>(props: {
  label: string;
  value: Value;
  choices: readonly { value: Value; label: string; icon?: ReactNode }[];
  onChoose: (value: Value) => void;
}) {
  return (
    <DropdownMenu.Group>
      <MenuLabel>{props.label}</MenuLabel>
      <DropdownMenu.RadioGroup
        value={props.value}
        onValueChange={(value) => props.onChoose(value as Value)}
      >
        {props.choices.map(({ value, label, icon }) => (
          <DropdownMenu.RadioItem
            key={value}
            value={value}
            className={cn(ITEM, 'data-[state=checked]:font-semibold')}
          >
            {icon}
            <span className="min-w-0 flex-1 truncate">{label}</span>
            <DropdownMenu.ItemIndicator aria-hidden="true">✓</DropdownMenu.ItemIndicator>
          </DropdownMenu.RadioItem>
        ))}
      </DropdownMenu.RadioGroup>
    </DropdownMenu.Group>
  );
}

/** Ticks that may be set one by one; the menu stays open. */
export function MenuTick(props: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  return (
    <DropdownMenu.CheckboxItem
      checked={props.isOn}
      onCheckedChange={(checked) => props.onChange(checked)}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span className="flex-1">{props.label}</span>
      <DropdownMenu.ItemIndicator aria-hidden="true">✓</DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
      {children}
    </DropdownMenu.Label>
  );
}

export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
