package io.twinlake.jobs.cli;

/** Placeholder of the first build. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("twinlake " + Main.class.getPackage().getImplementationVersion());
  }
}
