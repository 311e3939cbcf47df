/** The questions that wait for a line of the reader, by the message that asked. */

/** Questions that wait. */
export interface Questions {
  /**
   * Returns the line that answers the question of a message.
   *
   * @param id the message's `msg_id`
   */
  wait(id: string): Promise<string>;
  /**
   * Gives a line to the question that it answers. Front ends that show one box at a time may not say
   * which that is: then it is the newest.
   *
   * @param parent the header of the message that the line answers, if the front end says it
   */
  answer(line: string, parent?: { msg_id?: unknown; msg_type?: unknown }): void;
}

/** Returns an empty list of questions. */
export function questions(): Questions {
  // A cell that was stopped leaves its question here: a line that is typed into the box of that
  // question must reach no other one.
  const open = new Map<string, (line: string) => void>();
  return {
    wait: (id) => new Promise((resolve) => open.set(id, resolve)),
    answer(line, { msg_id, msg_type } = {}) {
      const newest = msg_type === 'input_request' ? undefined : [...open.keys()].at(-1);
      const id = open.has(String(msg_id)) ? String(msg_id) : newest;
      if (id === undefined) return;
      open.get(id)?.(line);
      open.delete(id);
    },
  };
}
