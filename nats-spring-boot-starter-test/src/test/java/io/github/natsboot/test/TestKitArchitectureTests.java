/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * What the test kit promises about its structure.
 */
class TestKitArchitectureTests {

	private static final JavaClasses kit = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackages("io.github.natsboot.test");

	@Test
	void packagesHaveNoCycles() {
		slices().matching("io.github.natsboot.(**)").should().beFreeOfCycles().check(kit);
	}

	@Test
	void packagesAreNullMarked() {
		DescribedPredicate<JavaClass> nullMarkedPackage = DescribedPredicate.describe(
				"in a package whose package-info is @NullMarked",
				(type) -> type.getPackage().isAnnotatedWith(NullMarked.class));
		classes().should(be(nullMarkedPackage)).check(kit);
	}

	@Test
	void theServerKnowsNoSpring() {
		noClasses().that()
			.resideInAPackage("io.github.natsboot.test.server..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework..")
			.check(kit);
	}

}
