package io.twinlake.testing.databricks;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/** Everything that one workspace holds. Its ids look random and are unlike another workspace's. */
final class FakeState {
  /** In an answer: bytes that are sent as they are. */
  static final String RAW = "\u0000raw";

  private static final Pattern QUESTIONS = Pattern.compile(".*/sql/statements");

  private final Random random;
  private final List<FakeArea> areas;
  private final FakeScim scim;
  private final FakePermissions permissions;
  private final FakeRuns runs;
  private Set<String> nodeTypes = Set.of("Standard_DS3_v2", "Standard_DS4_v2");
  private Set<String> sparkVersions = Set.of("14.3.x-scala2.12", "15.4.x-scala2.12");
  private final String workspaceId;
  private int pageSize = 2;
  private int lag;
  private boolean keyVaults = true;
  private long clock = 1_760_000_000_000L;

  FakeState(String name) {
    random = new Random(name.hashCode());
    workspaceId = String.valueOf(1_000_000_000_000_000L + (name.hashCode() & 0xffff_ffffL));
    scim = new FakeScim(this);
    permissions = new FakePermissions(this);
    FakeTree tree = new FakeTree(this);
    FakeCompute compute = new FakeCompute(this);
    FakeSecrets secrets = new FakeSecrets(this);
    FakeAdmin admin = new FakeAdmin(this);
    FakeWork work = new FakeWork(this, compute, admin);
    runs = new FakeRuns(this, compute, secrets, tree, work);
    areas =
        List.of(
            scim,
            permissions,
            tree,
            new FakeDbfs(this),
            new FakeVolumes(this),
            new FakeCatalog(this),
            new FakeAccount(this),
            admin,
            secrets,
            runs,
            compute,
            work,
            new FakeConf());
  }

  static boolean isWrite(String method, String path) {
    return !method.equals("GET") && !QUESTIONS.matcher(path).matches();
  }

  /** Which object a write was about, for the log. */
  static String whom(FakeCall call) {
    for (String field :
        List.of(
            "path",
            "name",
            "cluster_name",
            "instance_pool_name",
            "userName",
            "displayName",
            "display_name",
            "job_id",
            "cluster_id",
            "scope",
            "instance_pool_id",
            "policy_id")) {
      if (!call.text(field).isEmpty()) {
        return call.text(field);
      }
    }
    return "";
  }

  ObjectNode answer(FakeCall call) {
    for (FakeArea area : areas) {
      Optional<ObjectNode> answer = area.answer(call);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw new FakeError(
        404,
        "ENDPOINT_NOT_FOUND",
        "No API found for '%s %s'".formatted(call.method(), call.path()));
  }

  void pageSize(int rows) {
    pageSize = rows;
  }

  void lag(int listings) {
    lag = listings;
  }

  int lag() {
    return lag;
  }

  int pageSize() {
    return pageSize;
  }

  void region(List<String> types, List<String> versions) {
    nodeTypes = new HashSet<>(types);
    sparkVersions = new HashSet<>(versions);
  }

  Set<String> nodeTypes() {
    return nodeTypes;
  }

  Set<String> sparkVersions() {
    return sparkVersions;
  }

  void keyVaults(boolean allowed) {
    keyVaults = allowed;
  }

  boolean keyVaults() {
    return keyVaults;
  }

  /** What its answers say it is called. */
  String workspaceId() {
    return workspaceId;
  }

  FakeRuns runs() {
    return runs;
  }

  FakeScim scim() {
    return scim;
  }

  FakePermissions permissions() {
    return permissions;
  }

  /** Later than ever before. */
  long tick() {
    return clock += 1000;
  }

  long number() {
    return 100_000_000_000_000L + (random.nextLong() >>> 18);
  }

  String hex(int digits) {
    StringBuilder hex = new StringBuilder();
    while (hex.length() < digits) {
      hex.append(Integer.toHexString(random.nextInt(16)));
    }
    return hex.toString();
  }

  String clusterId() {
    return "%04d-%06d-%s".formatted(1 + random.nextInt(1231), random.nextInt(235959), hex(8));
  }

  String uuid() {
    return "%s-%s-%s-%s-%s".formatted(hex(8), hex(4), hex(4), hex(4), hex(12));
  }
}
