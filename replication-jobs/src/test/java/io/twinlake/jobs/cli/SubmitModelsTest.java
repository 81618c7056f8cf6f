package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.json.JsonProviders;
import com.azure.json.JsonReader;
import com.azure.json.JsonSerializable;
import com.azure.json.JsonWriter;
import com.azure.resourcemanager.authorization.models.RoleAssignmentCreateParameters;
import com.azure.resourcemanager.datafactory.fluent.models.LinkedServiceResourceInner;
import com.azure.resourcemanager.datafactory.fluent.models.PipelineResourceInner;
import com.azure.resourcemanager.datafactory.fluent.models.TriggerResourceInner;
import com.azure.resourcemanager.hdinsight.models.ClusterCreateParametersExtended;
import com.azure.resourcemanager.loganalytics.fluent.models.WorkspaceInner;
import com.azure.resourcemanager.monitor.fluent.models.DiagnosticSettingsResourceInner;
import com.azure.resourcemanager.msi.fluent.models.IdentityInner;
import com.azure.resourcemanager.network.fluent.models.VirtualNetworkInner;
import com.azure.resourcemanager.network.fluent.models.VirtualNetworkPeeringInner;
import com.azure.resourcemanager.storage.fluent.models.BlobContainerInner;
import com.azure.resourcemanager.storage.models.StorageAccountCreateParameters;
import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.jobs.CreateJob;
import com.databricks.sdk.service.jobs.SubmitRun;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The files of submit/ are what the services' own models know: each is read by the vendor's SDK,
 * written back, and nothing vanished.
 */
class SubmitModelsTest {
  private static final ObjectMapper STRICT =
      SerDeUtils.createMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);

  static final List<String> ARM =
      List.of(
          "adf/hdinsight.json",
          "adf/databricks.json",
          "provision/region.json",
          "provision/peering.json",
          "provision/roles-source.json",
          "provision/roles-target.json",
          "provision/hdinsight.json",
          "provision/databricks.json");

  /** What the service sees of a resource besides its name and place in the template. */
  private static final Set<String> ENVELOPE =
      Set.of("type", "apiVersion", "name", "dependsOn", "scope");

  private static final Map<String, Reader> MODELS =
      Map.ofEntries(
          Map.entry("Microsoft.DataFactory/factories/pipelines", PipelineResourceInner::fromJson),
          Map.entry(
              "Microsoft.DataFactory/factories/linkedservices",
              LinkedServiceResourceInner::fromJson),
          Map.entry("Microsoft.DataFactory/factories/triggers", TriggerResourceInner::fromJson),
          Map.entry("Microsoft.Network/virtualNetworks", VirtualNetworkInner::fromJson),
          Map.entry(
              "Microsoft.Network/virtualNetworks/virtualNetworkPeerings",
              VirtualNetworkPeeringInner::fromJson),
          Map.entry("Microsoft.Storage/storageAccounts", StorageAccountCreateParameters::fromJson),
          Map.entry(
              "Microsoft.Storage/storageAccounts/blobServices/containers",
              BlobContainerInner::fromJson),
          Map.entry("Microsoft.ManagedIdentity/userAssignedIdentities", IdentityInner::fromJson),
          Map.entry("Microsoft.OperationalInsights/workspaces", WorkspaceInner::fromJson),
          Map.entry(
              "Microsoft.Authorization/roleAssignments", RoleAssignmentCreateParameters::fromJson),
          Map.entry(
              "Microsoft.Insights/diagnosticSettings", DiagnosticSettingsResourceInner::fromJson));

  /**
   * Of this service no model is on Maven Central. What a workspace takes, as the service's own
   * description says it: azure-rest-api-specs, Microsoft.Databricks, stable/2023-02-01, {@code
   * databricks.json}, definitions Workspace, WorkspaceProperties and Sku, without what is read-only
   * there. A new version of the API is to be looked up there first.
   */
  private static final String DATABRICKS = "Microsoft.Databricks/workspaces";

  private static final String DATABRICKS_API = "2023-02-01";
  private static final Map<String, Set<String>> DATABRICKS_KEYS =
      Map.of(
          "",
          Set.of("location", "tags", "sku", "properties"),
          "sku",
          Set.of("name", "tier"),
          "properties",
          Set.of(
              "managedResourceGroupId",
              "parameters",
              "uiDefinitionUri",
              "authorizations",
              "storageAccountIdentity",
              "managedDiskIdentity",
              "encryption",
              "publicNetworkAccess",
              "requiredNsgRules"));
  private static final Map<String, Set<String>> DATABRICKS_VALUES =
      Map.of(
          "publicNetworkAccess",
          Set.of("Enabled", "Disabled"),
          "requiredNsgRules",
          Set.of("AllRules", "NoAzureDatabricksRules"));

  /**
   * Names that whoever wrote them chose, and what a model hands on as it is; {@link
   * SubmitReferencesTest} looks at these.
   */
  private static final Pattern FREE =
      Pattern.compile(
          ".*/(tags|sparkConfig|headers|body|newClusterSpark(Conf|EnvVars)|userAssignedIdentities|configurations|libraries/0)/.*|.*/parameters/[^/]*");

  @ParameterizedTest
  @FieldSource("ARM")
  void everyResourceIsWhatAzuresOwnModelsKnow(String file) throws IOException {
    List<ObjectNode> resources = SubmitFiles.resources(file);
    assertThat(resources).isNotEmpty();
    for (ObjectNode resource : resources) {
      assertThat(problems(resource)).as("%s %s", file, resource.get("name")).isEmpty();
    }
  }

  /** What is wrong with a resource: keys that its model does not know, loses, or wants. */
  private static Set<String> problems(ObjectNode resource) throws IOException {
    Set<String> problems = new TreeSet<>();
    for (String needed : List.of("type", "apiVersion", "name")) {
      if (!resource.path(needed).isTextual()) {
        problems.add("no " + needed);
      }
    }
    String type = resource.path("type").asText();
    ObjectNode body = resource.deepCopy();
    body.remove(ENVELOPE);
    if (type.equals(DATABRICKS)) {
      problems.addAll(ofDatabricks(resource, body));
    } else if (type.equals("Microsoft.HDInsight/clusters")) {
      // This model is Jackson's, which refuses what it does not know.
      problems.addAll(
          missing(
              "",
              body,
              SubmitFiles.JSON.valueToTree(
                  SubmitFiles.JSON.treeToValue(body, ClusterCreateParametersExtended.class))));
    } else if (MODELS.containsKey(type)) {
      JsonSerializable<?> model = read(type, body);
      problems.addAll(missing("", body, written(model)));
      problems.addAll(unknown(model));
    } else {
      problems.add("no model of " + type);
    }
    return problems;
  }

  private static Set<String> ofDatabricks(ObjectNode resource, ObjectNode body) {
    Set<String> problems = new TreeSet<>();
    if (!resource.path("apiVersion").asText().equals(DATABRICKS_API)) {
      problems.add("looked up for " + DATABRICKS_API);
    }
    DATABRICKS_KEYS.forEach(
        (place, known) ->
            body.at(place.isEmpty() ? "" : "/" + place)
                .fieldNames()
                .forEachRemaining(
                    key -> {
                      if (!known.contains(key)) {
                        problems.add(place + "/" + key);
                      }
                    }));
    for (String needed : List.of("/location", "/sku/name", "/properties/managedResourceGroupId")) {
      if (!body.at(needed).isTextual()) {
        problems.add("no " + needed);
      }
    }
    DATABRICKS_VALUES.forEach(
        (key, values) -> {
          JsonNode value = body.at("/properties/" + key);
          if (!value.isMissingNode() && !values.contains(value.textValue())) {
            problems.add(key + " " + value);
          }
        });
    return problems;
  }

  /** Breaks each key of each resource, one after another, and the check above must say so. */
  @Test
  void noKeyCanBeMisspeltUnseen() {
    Set<String> unseen = new TreeSet<>();
    int broken = 0;
    for (String file : ARM) {
      for (ObjectNode resource : SubmitFiles.resources(file)) {
        for (String key : keys("", resource)) {
          if (FREE.matcher(key).matches()) {
            continue;
          }
          broken++;
          ObjectNode misspelt = resource.deepCopy();
          int name = key.lastIndexOf('/');
          ObjectNode parent = (ObjectNode) misspelt.at(key.substring(0, name));
          parent.set(key.substring(name + 1) + "x", parent.remove(key.substring(name + 1)));
          if (!seen(misspelt)) {
            unseen.add(file + " " + resource.get("type").textValue() + key);
          }
        }
      }
    }
    assertThat(unseen).isEmpty();
    assertThat(broken).isGreaterThan(500);
  }

  private static boolean seen(ObjectNode misspelt) {
    try {
      return !problems(misspelt).isEmpty();
    } catch (IOException | RuntimeException refused) {
      return true;
    }
  }

  /** Where each key of each object stands. */
  private static List<String> keys(String place, JsonNode node) {
    List<String> keys = new ArrayList<>();
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        keys.addAll(keys(place + "/" + i, node.get(i)));
      }
    }
    node.fields()
        .forEachRemaining(
            field -> {
              // As JSON pointers write them.
              String key = place + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
              keys.add(key);
              keys.addAll(keys(key, field.getValue()));
            });
    return keys;
  }

  @Test
  void aMisspeltKeyIsSeen() throws IOException {
    ObjectNode pipeline =
        SubmitFiles.resources("adf/hdinsight.json").stream()
            .filter(r -> r.get("name").textValue().contains("twinlake-steps"))
            .findFirst()
            .orElseThrow();
    ObjectNode activity = (ObjectNode) pipeline.at("/properties/activities/0");
    activity.put("dependOn", "x");
    ((ObjectNode) activity.get("typeProperties")).put("clasName", "x");
    pipeline.remove(ENVELOPE);
    JsonSerializable<?> model = read("Microsoft.DataFactory/factories/pipelines", pipeline);
    assertThat(unknown(model)).containsExactly("dependOn");
    assertThat(missing("", pipeline.get("properties"), written(model).get("properties")))
        .containsExactly("/activities/0/typeProperties/clasName");
  }

  @ParameterizedTest
  @ValueSource(strings = {"west", "east"})
  void theBundlesJobsAreWhatTheJobsApiKnows(String target) throws IOException {
    Map<String, JsonNode> jobs = SubmitFiles.bundleJobs(target);
    assertThat(jobs).hasSize(4);
    for (Map.Entry<String, JsonNode> each : jobs.entrySet()) {
      JsonNode job = each.getValue();
      CreateJob model = STRICT.treeToValue(job, CreateJob.class);
      assertThat(missing("", job, STRICT.valueToTree(model))).isEmpty();
      assertThat(job.at("/schedule/pause_status").textValue())
          .as("only the side that pulls is awake, and the export at the primary")
          .isEqualTo(
              target.equals("west") == !each.getKey().equals("twinlake_metastore_export")
                  ? "UNPAUSED"
                  : "PAUSED");
      assertThat(job.get("max_concurrent_runs").intValue()).isOne();
    }
  }

  @Test
  void theJobsApisFilesAreWhatItKnows() throws IOException {
    JsonNode job = SubmitFiles.json("databricks/job.json");
    assertThat(missing("", job, STRICT.valueToTree(STRICT.treeToValue(job, CreateJob.class))))
        .isEmpty();
    ObjectNode run = (ObjectNode) SubmitFiles.json("databricks/run.json");
    ((ObjectNode) run.at("/tasks/0/new_cluster")).put("num_workers", 2);
    assertThat(missing("", run, STRICT.valueToTree(STRICT.treeToValue(run, SubmitRun.class))))
        .isEmpty();
    ((ObjectNode) run.at("/tasks/0/spark_jar_task")).put("main_clas", "x");
    assertThatThrownBy(() -> STRICT.treeToValue(run, SubmitRun.class))
        .isInstanceOf(UnrecognizedPropertyException.class);
  }

  @Test
  void everyClusterIsDedicatedAndOnJava17() throws JsonProcessingException {
    List<JsonNode> clusters =
        new ArrayList<>(SubmitFiles.json("databricks/job.json").findValues("new_cluster"));
    clusters.addAll(SubmitFiles.json("databricks/run.json").findValues("new_cluster"));
    SubmitFiles.bundleJobs("west")
        .values()
        .forEach(j -> clusters.addAll(j.findValues("new_cluster")));
    assertThat(clusters)
        .hasSize(6)
        .allSatisfy(
            cluster -> {
              assertThat(cluster.get("data_security_mode").textValue()).isEqualTo("SINGLE_USER");
              assertThat(cluster.at("/spark_env_vars/JNAME").textValue())
                  .isEqualTo("zulu17-ca-amd64");
            });
  }

  @Test
  void theTriggerNeverOverlapsAndAFailureIsNeverSwallowed() {
    for (String file : List.of("adf/hdinsight.json", "adf/databricks.json")) {
      JsonNode template = SubmitFiles.json(file);
      JsonNode trigger = template.findParents("maxConcurrency").get(0);
      assertThat(trigger.get("maxConcurrency").intValue()).isOne();
      assertThat(trigger.get("interval").intValue()).isEqualTo(15);
      for (JsonNode resource : template.get("resources")) {
        for (JsonNode activity : resource.at("/properties/activities")) {
          if (activity.get("name").textValue().equals("fail")) {
            assertThat(activity.get("dependsOn").toString())
                .contains("{\"activity\":\"steps\",\"dependencyConditions\":[\"Failed\"]}");
          }
        }
      }
    }
  }

  private interface Reader {
    JsonSerializable<?> read(JsonReader reader) throws IOException;
  }

  private static JsonSerializable<?> read(String type, JsonNode body) throws IOException {
    try (JsonReader reader = JsonProviders.createReader(body.toString())) {
      return MODELS.get(type).read(reader);
    }
  }

  private static JsonNode written(JsonSerializable<?> model) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = JsonProviders.createWriter(text)) {
      model.toJson(writer);
    }
    return SubmitFiles.JSON.readTree(text.toString());
  }

  /** Where {@code written} does not say what {@code original} says. */
  private static Set<String> missing(String place, JsonNode original, JsonNode written) {
    Set<String> missing = new TreeSet<>();
    if (original.isObject() && written.isObject()) {
      original
          .fields()
          .forEachRemaining(
              field ->
                  missing.addAll(
                      missing(
                          place + "/" + field.getKey(),
                          field.getValue(),
                          written.path(field.getKey()))));
    } else if (original.isArray() && written.isArray() && original.size() == written.size()) {
      for (int i = 0; i < original.size(); i++) {
        missing.addAll(missing(place + "/" + i, original.get(i), written.get(i)));
      }
    } else if (!same(original, written)) {
      missing.add(place);
    }
    return missing;
  }

  /** A model may keep a whole number in more bytes. */
  private static boolean same(JsonNode one, JsonNode other) {
    return one.isNumber() && other.isNumber()
        ? one.decimalValue().compareTo(other.decimalValue()) == 0
        : one.equals(other);
  }

  /** Keys that a model only carries along because it does not know them. */
  private static Set<String> unknown(Object model) {
    Set<String> unknown = new TreeSet<>();
    walk(model, unknown, Collections.newSetFromMap(new IdentityHashMap<>()));
    return unknown;
  }

  private static void walk(Object value, Set<String> unknown, Set<Object> seen) {
    if (value == null || !seen.add(value)) {
      return;
    }
    if (value instanceof Collection<?> many) {
      many.forEach(one -> walk(one, unknown, seen));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(one -> walk(one, unknown, seen));
    } else if (value.getClass().getName().startsWith("com.azure.resourcemanager.")) {
      for (Class<?> c = value.getClass(); c != Object.class; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            Object child = get(field, value);
            if (field.getName().equals("additionalProperties") && child instanceof Map<?, ?> map) {
              map.keySet().forEach(key -> unknown.add(String.valueOf(key)));
            } else {
              walk(child, unknown, seen);
            }
          }
        }
      }
    }
  }

  private static Object get(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException | RuntimeException e) {
      // A class of the JDK; nothing of a model is in there.
      return null;
    }
  }
}
