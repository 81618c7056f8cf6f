package io.twinlake.workspace.kinds;

import io.twinlake.workspace.api.Api;
import io.twinlake.workspace.model.Blob;
import java.util.function.Function;

/**
 * What writing needs.
 *
 * @param api the workspace that is written to
 * @param scope what is carried, and how
 * @param bytes reads content that an item refers to
 */
public record Writing(Api api, Scope scope, Function<Blob, byte[]> bytes) {}
