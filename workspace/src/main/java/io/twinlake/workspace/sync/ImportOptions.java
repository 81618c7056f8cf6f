package io.twinlake.workspace.sync;

import io.twinlake.workspace.kinds.Scope;
import io.twinlake.workspace.model.Kind;
import java.util.Set;

/**
 * How an import decides.
 *
 * @param from site of the source
 * @param to site of the target
 * @param scope what is carried
 * @param managed types that are left to Databricks itself, with the same ids at both sides
 * @param region what is called differently at the target
 * @param premises what is known of mapped places, and what a missing one means
 * @param starters what starts by itself
 * @param overwrite whether changes made by hand at the target give way
 * @param deletions whether what is gone at the source is removed from the target, one run later
 */
public record ImportOptions(
    String from,
    String to,
    Scope scope,
    Set<Kind> managed,
    Region region,
    Premises premises,
    Starters starters,
    boolean overwrite,
    boolean deletions) {}
