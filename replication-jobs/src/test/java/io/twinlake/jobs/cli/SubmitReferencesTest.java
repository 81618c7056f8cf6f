package io.twinlake.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.databricks.sdk.core.utils.SerDeUtils;
import com.databricks.sdk.service.compute.Library;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Names that one place of a file of submit/ gives and another one uses: parameters, variables,
 * activities, services, tasks. The services' models take any name, so each is looked up here.
 */
class SubmitReferencesTest {
  static final List<String> TEMPLATES = SubmitModelsTest.ARM;
  static final List<String> FACTORIES = List.of("adf/hdinsight.json", "adf/databricks.json");

  private static final Pattern PARAMETER = Pattern.compile("(?<!\\.)parameters\\('(\\w+)'\\)");
  private static final Pattern OF_PIPELINE =
      Pattern.compile("pipeline\\(\\)\\.parameters\\.(\\w+)");
  private static final Pattern OUTPUT_OF = Pattern.compile("activity\\('([\\w-]+)'\\)");
  private static final Pattern OF_JOB = Pattern.compile("\\{\\{job\\.parameters\\.(\\w+)}}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{var\\.(\\w+)}");

  /** What a resource is in {@code dependsOn}: its type and its name's last part. */
  private static final Pattern RESOURCE =
      Pattern.compile("resourceId\\('(Microsoft\\.DataFactory/[\\w/]+)'.*'([\\w-]+)'\\)]");

  @ParameterizedTest
  @FieldSource("TEMPLATES")
  void everyParameterOfATemplateIsDeclaredAndUsed(String file) {
    JsonNode template = SubmitFiles.json(file);
    Set<String> used = found(PARAMETER, template);
    assertThat(used).containsExactlyInAnyOrderElementsOf(names(template.get("parameters")));
    assertThat(names(template))
        .containsAll(Set.of("$schema", "contentVersion", "parameters", "resources"))
        .isSubsetOf("$schema", "contentVersion", "parameters", "resources", "outputs");
    for (JsonNode declared : template.get("parameters")) {
      assertThat(names(declared))
          .contains("type")
          .isSubsetOf("type", "defaultValue", "metadata", "allowedValues");
      assertThat(declared.get("type").textValue()).isIn("string", "securestring", "int", "bool");
      // What has no example is a secret, or a value that was misspelt.
      assertThat(declared.has("defaultValue"))
          .isNotEqualTo(declared.get("type").textValue().equals("securestring"));
    }
    for (JsonNode output : template.path("outputs")) {
      assertThat(names(output)).containsExactlyInAnyOrder("type", "value");
    }
  }

  @ParameterizedTest
  @FieldSource("FACTORIES")
  void whatAPipelineUsesItHas(String file) {
    Map<String, ObjectNode> pipelines = named(file, "pipelines");
    assertThat(pipelines).containsOnlyKeys("twinlake", "twinlake-steps", "twinlake-job");
    pipelines.forEach(
        (name, pipeline) -> {
          JsonNode activities = pipeline.at("/properties/activities");
          assertThat(found(OF_PIPELINE, activities))
              .as(name)
              .containsExactlyInAnyOrderElementsOf(names(pipeline.at("/properties/parameters")));
          Set<String> steps = new HashSet<>();
          for (JsonNode activity : activities) {
            // They stand in their order, so that each one that another waits for stands before it.
            for (JsonNode before : activity.path("dependsOn")) {
              assertThat(steps).as(name).contains(before.get("activity").textValue());
              assertThat(before.get("dependencyConditions"))
                  .allSatisfy(
                      condition ->
                          assertThat(condition.textValue())
                              .isIn("Succeeded", "Failed", "Completed", "Skipped"));
            }
            assertThat(steps).as(name).containsAll(found(OUTPUT_OF, activity));
            steps.add(activity.get("name").textValue());
          }
        });
  }

  @ParameterizedTest
  @FieldSource("FACTORIES")
  void whatRefersToAnotherResourceOfTheFactoryNamesOne(String file) {
    Set<String> services = named(file, "linkedservices").keySet();
    Map<String, ObjectNode> pipelines = named(file, "pipelines");
    Set<String> used = new TreeSet<>();
    for (JsonNode reference : SubmitFiles.json(file).findParents("referenceName")) {
      String name = reference.get("referenceName").textValue();
      if (reference.get("type").textValue().equals("LinkedServiceReference")) {
        assertThat(services).contains(name);
        used.add(name);
      } else {
        assertThat(reference.get("type").textValue()).isEqualTo("PipelineReference");
        assertThat(pipelines).containsKey(name);
      }
    }
    // The pipeline asks the vault itself for the webhook.
    used.add("twinlake-vault");
    assertThat(used).isEqualTo(services);
    for (ObjectNode resource : SubmitFiles.resources(file)) {
      for (JsonNode needed : resource.path("dependsOn")) {
        MatchResult of = RESOURCE.matcher(needed.textValue()).results().findFirst().orElseThrow();
        String type = of.group(1).substring(of.group(1).lastIndexOf('/') + 1);
        assertThat(named(file, type)).as(needed.textValue()).containsKey(of.group(2));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("FACTORIES")
  void whatIsHandedToAPipelineIsWhatItTakes(String file) {
    Map<String, ObjectNode> pipelines = named(file, "pipelines");
    JsonNode steps = pipelines.get("twinlake").at("/properties/activities/0/typeProperties");
    assertThat(names(steps.get("parameters")))
        .isEqualTo(parameters(pipelines, steps.at("/pipeline/referenceName").textValue()));
    JsonNode trigger =
        named(file, "triggers").values().iterator().next().at("/properties/pipeline");
    assertThat(parameters(pipelines, trigger.at("/pipelineReference/referenceName").textValue()))
        .containsAll(names(trigger.get("parameters")));
    assertThat(names(trigger.get("parameters"))).contains("pair", "datasets");
  }

  /** submit/adf/run.sh says these; its own test sees what it sends, this one who takes it. */
  @ParameterizedTest
  @FieldSource("FACTORIES")
  void theParametersOfRunShAreThoseOfBothFactories(String file) {
    Map<String, ObjectNode> pipelines = named(file, "pipelines");
    Set<String> said =
        Pattern.compile("parameters(?:\\+?=)\\((\\w+) \"")
            .matcher(SubmitFiles.text("adf/run.sh"))
            .results()
            .map(m -> m.group(1))
            .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    assertThat(said).containsExactly("datasets", "job", "level", "pair", "recoveryPoint");
    assertThat(parameters(pipelines, "twinlake-job")).contains("pair", "datasets", "job");
    assertThat(parameters(pipelines, "twinlake"))
        .contains("pair", "datasets", "level", "recoveryPoint");
    assertThat(SubmitFiles.text("adf/run.sh"))
        .contains("pipeline=twinlake\n", "pipeline=twinlake-job\n");
  }

  @ParameterizedTest
  @FieldSource("FACTORIES")
  void secretsAndTheTriggerAreNamedAsThePageSays(String file) throws Exception {
    String page = java.nio.file.Files.readString(SubmitFiles.PROJECT.resolve("docs/operations.md"));
    List<String> names = new ArrayList<>(named(file, "triggers").keySet());
    SubmitFiles.values(SubmitFiles.json(file), "secretName")
        .forEach(name -> names.add(name.textValue()));
    found(Pattern.compile("/?secrets/([\\w-]+)\\?"), SubmitFiles.json(file)).forEach(names::add);
    assertThat(names)
        .hasSizeGreaterThanOrEqualTo(2)
        .allSatisfy(name -> assertThat(page).contains(name));
  }

  @ParameterizedTest
  @FieldSource("FACTORIES")
  void everyActivityStartsTheClassThatIsThere(String file) {
    JsonNode template = SubmitFiles.json(file);
    assertThat(SubmitFiles.values(template, "className", "mainClassName"))
        .hasSize(3)
        .allSatisfy(
            name -> assertThat(name.textValue()).isEqualTo(io.twinlake.Main.class.getName()));
    assertThat(SubmitFiles.values(template, "libraries"))
        .allSatisfy(libraries -> assertThat(library(libraries.get(0)).getJar()).isNotBlank());
  }

  @Test
  void whatAJobOfDatabricksUsesItHas() {
    Map<String, JsonNode> jobs = new TreeMap<>(SubmitFiles.bundleJobs("west"));
    jobs.put("job.json", SubmitFiles.json("databricks/job.json"));
    jobs.forEach(
        (name, job) -> {
          Set<String> declared = new TreeSet<>();
          job.path("parameters").forEach(p -> declared.add(p.get("name").textValue()));
          assertThat(found(OF_JOB, job)).as(name).isEqualTo(declared);
          Set<String> clusters = new TreeSet<>();
          job.get("job_clusters").forEach(c -> clusters.add(c.get("job_cluster_key").textValue()));
          Set<String> used = new TreeSet<>();
          Set<String> tasks = new TreeSet<>();
          for (JsonNode task : job.get("tasks")) {
            used.add(task.get("job_cluster_key").textValue());
            task.path("depends_on")
                .forEach(t -> assertThat(tasks).contains(t.get("task_key").textValue()));
            tasks.add(task.get("task_key").textValue());
            assertThat(task.at("/spark_jar_task/main_class_name").textValue())
                .isEqualTo(io.twinlake.Main.class.getName());
          }
          assertThat(used).as(name).isEqualTo(clusters);
        });
  }

  /**
   * What the bundle itself consists of: no model of it is on Maven Central. The names are those of
   * Databricks' page of bundle settings, looked up by hand.
   */
  @Test
  void theBundlesVariablesAreDeclaredAndUsedAndSetByBothTargets() {
    JsonNode bundle = SubmitFiles.bundle();
    assertThat(names(bundle))
        .containsExactlyInAnyOrder("bundle", "variables", "resources", "targets");
    assertThat(names(bundle.get("bundle"))).containsExactly("name");
    Set<String> declared = names(bundle.get("variables"));
    assertThat(found(VARIABLE, bundle)).isEqualTo(declared);
    for (JsonNode variable : bundle.get("variables")) {
      assertThat(names(variable)).containsExactlyInAnyOrder("description", "default");
    }
    assertThat(names(bundle.get("resources"))).containsExactly("jobs");
    assertThat(names(bundle.get("targets"))).containsExactlyInAnyOrder("west", "east");
    for (JsonNode target : bundle.get("targets")) {
      assertThat(names(target))
          .contains("mode", "workspace", "variables")
          .isSubsetOf("mode", "workspace", "variables", "default");
      assertThat(names(target.get("workspace"))).containsExactlyInAnyOrder("host", "root_path");
      assertThat(declared).containsAll(names(target.get("variables")));
      assertThat(target.get("mode").textValue()).isEqualTo("production");
    }
  }

  private static Library library(JsonNode library) {
    ObjectMapper strict =
        SerDeUtils.createMapper()
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
    try {
      return strict.treeToValue(library, Library.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<String> parameters(Map<String, ObjectNode> pipelines, String name) {
    assertThat(pipelines).containsKey(name);
    return names(pipelines.get(name).at("/properties/parameters"));
  }

  /** The resources of a factory of one type, by the last part of their names. */
  private static Map<String, ObjectNode> named(String file, String type) {
    Map<String, ObjectNode> named = new TreeMap<>();
    for (ObjectNode resource : SubmitFiles.resources(file)) {
      if (resource.get("type").textValue().equals("Microsoft.DataFactory/factories/" + type)) {
        String name = resource.get("name").textValue();
        named.put(name.substring(name.lastIndexOf('/') + 1).replaceAll("'\\)]$", ""), resource);
      }
    }
    return named;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** What a pattern finds in texts and in keys, wherever they stand. */
  private static Set<String> found(Pattern pattern, JsonNode in) {
    Set<String> found = new TreeSet<>();
    if (in instanceof TextNode text) {
      pattern.matcher(text.textValue()).results().forEach(m -> found.add(m.group(1)));
    }
    in.fields()
        .forEachRemaining(
            field -> pattern.matcher(field.getKey()).results().forEach(m -> found.add(m.group(1))));
    in.forEach(child -> found.addAll(found(pattern, child)));
    return found;
  }
}
