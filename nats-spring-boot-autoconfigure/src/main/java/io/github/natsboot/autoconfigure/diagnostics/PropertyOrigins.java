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

package io.github.natsboot.autoconfigure.diagnostics;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * Tells where properties are set, without showing their values.
 */
final class PropertyOrigins {

	private final Environment environment;

	PropertyOrigins(Environment environment) {
		this.environment = environment;
	}

	boolean isSet(String property) {
		return find(property) != null;
	}

	/**
	 * Tells where a property is set.
	 * @param property the name of the property, which may be that of an element of a list
	 * @return the origin in brackets, after a space, or an empty string if unknown
	 */
	String of(String property) {
		ConfigurationProperty found = find(property);
		int index = property.indexOf('[');
		if (found == null && index > 0) {
			found = find(property.substring(0, index));
		}
		return (found != null && found.getOrigin() != null) ? " (" + found.getOrigin() + ")" : "";
	}

	private @Nullable ConfigurationProperty find(String property) {
		// Names of streams and buckets are often in upper case, which is no canonical
		// name.
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return found;
			}
		}
		return null;
	}

}
