package io.twinlake.workspace.sync;

/** Whether a run may still write; what does not allow it is thrown. */
public interface Permit {
  Permit ALWAYS =
      new Permit() {
        @Override
        public void ask() {}

        @Override
        public void hold() {}
      };

  /** Before each type of objects, or each wave: looks at the control roots. */
  void ask();

  /** Before each object: what can be known without a request. */
  void hold();
}
