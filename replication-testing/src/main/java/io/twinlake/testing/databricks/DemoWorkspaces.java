package io.twinlake.testing.databricks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The two workspaces of the demo, in a process of their own. */
public final class DemoWorkspaces {
  private DemoWorkspaces() {}

  /**
   * Starts them and waits to be ended.
   *
   * @param args the {@code .databrickscfg} to write, once both answer
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path config = Path.of(args[0]);
    try (FakeWorkspace primary = FakeWorkspace.start("primary").pageSize(100);
        FakeWorkspace secondary =
            FakeWorkspace.start("secondary")
                .pageSize(100)
                .region(
                    List.of("Standard_DS3_v2", "Standard_D8s_v3"), List.of("14.3.x-scala2.12"))) {
      SalesWorkspace.fill(primary);
      Path whole = config.resolveSibling(config.getFileName() + ".part");
      Files.writeString(whole, primary.profile("primary") + secondary.profile("secondary"));
      Files.move(whole, config, StandardCopyOption.ATOMIC_MOVE);
      Thread.currentThread().join();
    }
  }
}
